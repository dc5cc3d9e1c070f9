//! The lines between the load generator and a media server of its own: one question, one answer. Numbers of
//! streams follow from the client's number, so that they need not be told.

use std::net::SocketAddr;

use sfu::api::{
    Candidate, Extensions, LegFacts, LegTransport, PayloadTypes, PictureType, PictureTypes, SendLine,
    SlotLine, SourceKind, Transport, VideoCodec,
};

/// How a client numbers what it sends and receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Types {
    pub(super) opus: u8,
    pub(super) vp8: u8,
    pub(super) vp8_rtx: Option<u8>,
}

/// A client that wants to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Join {
    pub(super) room: u64,
    pub(super) leg: u64,
    pub(super) ufrag: String,
    pub(super) password: String,
    /// SHA-256 of its certificate.
    pub(super) fingerprint: [u8; 32],
    /// Its camera has one encoding, with an announced SSRC, instead of three.
    pub(super) single: bool,
    pub(super) audio_slots: u32,
    pub(super) video_slots: u32,
    pub(super) types: Types,
}

/// What every page announces, whether it sends it or not, and the rids of its encodings, the smallest first.
const ANNOUNCED: [(SourceKind, &[&str]); 4] = [
    (SourceKind::Microphone, &[]),
    (SourceKind::Camera, &["q", "h", "f"]),
    (SourceKind::Screen, &["h", "f"]),
    (SourceKind::ScreenAudio, &[]),
];

/// The `mid` of the line of a client's source, and where its SSRCs begin among the client's.
fn numbered(kind: SourceKind) -> (&'static str, u32) {
    match kind {
        SourceKind::Microphone => ("s0", 0),
        SourceKind::Camera => ("s1", 2),
        SourceKind::Screen => ("s2", 4),
        SourceKind::ScreenAudio => ("s3", 6),
    }
}

/// The `mid` of the line of a client's source.
pub(super) fn own_mid(kind: SourceKind) -> &'static str {
    numbered(kind).0
}

/// SSRC of a client's source; the one after it is that of repeats.
pub(super) fn own_ssrc(leg: u64, kind: SourceKind) -> u32 {
    first_ssrc(leg) + numbered(kind).1
}

/// SSRC of a client's audio slot.
pub(super) fn audio_ssrc(leg: u64, slot: u32) -> u32 {
    first_ssrc(leg) + 100 + slot
}

/// SSRC of a client's video slot; the one after it is that of repeats.
pub(super) fn video_ssrc(leg: u64, slot: u32) -> u32 {
    first_ssrc(leg) + 200 + 2 * slot
}

fn first_ssrc(leg: u64) -> u32 {
    leg as u32 * 1000 + 1000
}

impl Join {
    /// As one line.
    pub(super) fn line(&self) -> String {
        let Self {
            room,
            leg,
            ufrag,
            password,
            single,
            audio_slots,
            video_slots,
            types,
            ..
        } = self;
        let (fingerprint, Types { opus, vp8, vp8_rtx }) = (hex::encode(self.fingerprint), types);
        let rtx = vp8_rtx.unwrap_or(0);
        format!(
            "join {room} {leg} {ufrag} {password} {fingerprint} {single} {audio_slots} {video_slots} {opus} {vp8} {rtx}"
        )
    }

    /// Reads the words after the first.
    pub(super) fn read(words: &[&str]) -> Option<Self> {
        let [
            room,
            leg,
            ufrag,
            password,
            fingerprint,
            single,
            audio,
            video,
            opus,
            vp8,
            rtx,
        ] = words
        else {
            return None;
        };
        Some(Self {
            room: room.parse().ok()?,
            leg: leg.parse().ok()?,
            ufrag: (*ufrag).to_owned(),
            password: (*password).to_owned(),
            fingerprint: hex::decode(fingerprint).ok()?.try_into().ok()?,
            single: single.parse().ok()?,
            audio_slots: audio.parse().ok()?,
            video_slots: video.parse().ok()?,
            types: Types {
                opus: opus.parse().ok()?,
                vp8: vp8.parse().ok()?,
                vp8_rtx: rtx.parse().ok().filter(|rtx| *rtx > 0),
            },
        })
    }

    /// What it may send: what pages announce. Encodings that are told apart by rids have no announced SSRC.
    fn sends(&self) -> Vec<SendLine> {
        let line = |(kind, rids): (SourceKind, &[&str])| {
            let single = rids.is_empty() || (self.single && kind == SourceKind::Camera);
            let ssrc = single.then(|| own_ssrc(self.leg, kind));
            SendLine {
                kind,
                mid: own_mid(kind).to_owned(),
                ssrc,
                rtx_ssrc: ssrc.filter(|_| !rids.is_empty()).map(|ssrc| ssrc + 1),
                rids: match single {
                    true => Vec::new(),
                    false => rids.iter().map(|rid| (*rid).to_owned()).collect(),
                },
            }
        };
        ANNOUNCED.map(line).into()
    }

    /// What the media plane is told of it.
    pub(super) fn facts(&self) -> LegFacts {
        let audio = (0..self.audio_slots).map(|n| SlotLine {
            mid: format!("a{n}"),
            ssrc: audio_ssrc(self.leg, n),
            rtx_ssrc: None,
        });
        let video = (0..self.video_slots).map(|n| SlotLine {
            mid: format!("v{n}"),
            ssrc: video_ssrc(self.leg, n),
            rtx_ssrc: Some(video_ssrc(self.leg, n) + 1),
        });
        LegFacts {
            remote_ufrag: self.ufrag.clone(),
            remote_password: self.password.clone(),
            remote_fingerprint: self.fingerprint,
            // The ids of str0m's standard map.
            extensions: Extensions {
                mid: Some(4),
                rid: Some(10),
                repaired_rid: Some(11),
                audio_level: Some(1),
                abs_send_time: Some(2),
                transport_cc: Some(3),
                ..Extensions::default()
            },
            payload_types: PayloadTypes {
                opus: self.types.opus,
                red: None,
                pictures: PictureTypes::default().with(
                    VideoCodec::Vp8,
                    PictureType {
                        media: self.types.vp8,
                        rtx: self.types.vp8_rtx,
                        received: true,
                    },
                ),
            },
            sends: self.sends(),
            audio_slots: audio.collect(),
            video_slots: video.collect(),
        }
    }
}

/// The server's side of a leg as one line.
pub(super) fn transport_line(transport: &LegTransport) -> Option<String> {
    let LegTransport {
        ufrag,
        password,
        fingerprint,
        candidates,
    } = transport;
    let address = candidates.first()?.address;
    Some(format!(
        "transport {ufrag} {password} {} {address}",
        hex::encode(fingerprint)
    ))
}

fn udp(address: SocketAddr) -> Candidate {
    Candidate {
        transport: Transport::Udp,
        address,
        base: None,
    }
}

/// Reads [`transport_line`].
pub(super) fn read_transport(line: &str) -> Option<LegTransport> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let ["transport", ufrag, password, fingerprint, address] = words[..] else {
        return None;
    };
    Some(LegTransport {
        ufrag: ufrag.to_owned(),
        password: password.to_owned(),
        fingerprint: hex::decode(fingerprint).ok()?.try_into().ok()?,
        candidates: vec![udp(address.parse().ok()?)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(single: bool) -> Join {
        Join {
            room: 7,
            leg: 9,
            ufrag: "abcd".to_owned(),
            password: "0123+/".to_owned(),
            fingerprint: [200; 32],
            single,
            audio_slots: 4,
            video_slots: 100,
            types: Types {
                opus: 111,
                vp8: 96,
                vp8_rtx: None,
            },
        }
    }

    #[test]
    fn a_line_says_all_that_is_needed_to_join() {
        let join = join(true);
        let line = join.line();
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(Join::read(&words[1..]), Some(join));
        assert_eq!(Join::read(&words[2..]), None);
    }

    #[test]
    fn everybody_announces_four_sources_and_an_ssrc_for_those_of_one_encoding() {
        let announced = |single| {
            let lines = join(single).facts().sends.into_iter();
            let facts = lines.map(|line| (line.rids.len(), line.ssrc.is_some(), line.rtx_ssrc.is_some()));
            facts.collect::<Vec<_>>()
        };
        let sound = (0, true, false);
        assert_eq!(
            announced(false),
            [sound, (3, false, false), (2, false, false), sound]
        );
        assert_eq!(
            announced(true),
            [sound, (0, true, true), (2, false, false), sound]
        );
    }

    #[test]
    fn a_line_says_all_that_is_needed_to_connect() {
        let transport = LegTransport {
            ufrag: "0+9+x".to_owned(),
            password: "secret".to_owned(),
            fingerprint: [3; 32],
            candidates: vec![udp(SocketAddr::from(([127, 0, 0, 1], 5000)))],
        };
        let line = transport_line(&transport);
        assert_eq!(line.as_deref().and_then(read_transport), Some(transport));
    }
}
