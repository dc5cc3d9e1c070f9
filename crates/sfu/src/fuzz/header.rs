//! RTP headers and their extensions.

use super::Choices;
use crate::api::Extensions;
use crate::rtp::{Header, HeaderWriter, Outgoing, is_rtcp, is_rtp_or_rtcp};

/// The first byte says which ids the extensions have. Nothing is read past the header, every extension lies
/// within it, and a header that we write from what was read says the same.
pub(super) fn any(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let Some(first) = choices.byte() else { return };
    let packet = choices.0;
    let ids = ids(first);
    let _ = is_rtp_or_rtcp(packet) && is_rtcp(packet);
    let Some(header) = Header::parse(packet, &ids) else {
        return;
    };
    assert!((12..=packet.len()).contains(&header.bytes));
    for part in [&header.mid, &header.rid, &header.repaired_rid] {
        assert!(part.start <= part.end && part.end <= header.bytes);
    }
    assert_eq!(
        Header::parse(&packet[..header.bytes], &ids).as_ref(),
        Some(&header)
    );
    assert!(Header::parse(&packet[..header.bytes - 1], &ids).is_none());
    rewrite(packet, &header, &ids);
}

fn ids(first: u8) -> Extensions {
    // In the two-byte form an id may be any number; what we write has the one-byte form.
    let id = |n: u8| Some(1 + (first % 14 + n) % 14);
    Extensions {
        mid: id(0),
        rid: id(1),
        repaired_rid: id(2),
        audio_level: id(3),
        abs_send_time: id(4),
        transport_cc: id(5).filter(|_| first & 0x80 == 0),
        sound_uncounted: false,
        dependency_descriptor: id(6),
    }
}

fn rewrite(packet: &[u8], header: &Header, ids: &Extensions) {
    let Ok(mid) = std::str::from_utf8(&packet[header.mid.clone()]) else {
        return;
    };
    let outgoing = Outgoing {
        payload_type: header.payload_type,
        marker: header.marker,
        sequence: header.sequence,
        timestamp: header.timestamp,
        ssrc: header.ssrc,
        audio_level: header.audio_level,
        abs_send_time: 0x00AB_CDEF,
        transport_sequence: header.transport_sequence.unwrap_or(7),
    };
    let mut out = vec![0xFF; 3];
    let length = HeaderWriter::new(*ids, mid).write(&outgoing, &mut out);
    assert_eq!(out.len(), 3 + length);
    let again = Header::parse(&out[3..], ids).expect("our own header");
    assert_eq!(
        (
            again.payload_type,
            again.marker,
            again.sequence,
            again.timestamp,
            again.ssrc
        ),
        (
            header.payload_type,
            header.marker,
            header.sequence,
            header.timestamp,
            header.ssrc
        )
    );
    assert_eq!(
        (again.bytes, again.audio_level, again.padded),
        (length, header.audio_level, false)
    );
    if (1..=16).contains(&mid.len()) {
        assert_eq!(out[3..][again.mid], *mid.as_bytes());
    }
}
