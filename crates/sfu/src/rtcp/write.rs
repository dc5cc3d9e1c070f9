//! Writes the reports and requests that we send.

use super::OUR_SSRC;
use super::read::SenderInfo;

/// One reception report block (RFC 3550 §6.4.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Reception {
    /// The stream reported on.
    pub ssrc: u32,
    /// Loss since the last report, in 256ths.
    pub fraction_lost: u8,
    /// Packets lost since the beginning, 24 bits.
    pub lost: u32,
    /// Highest sequence number with its cycles.
    pub highest: u32,
    /// Interarrival jitter in timestamp units.
    pub jitter: u32,
    /// Middle 32 bits of the NTP time of the last sender report.
    pub last_sender_report: u32,
    /// Time since that report in 65,536ths of a second.
    pub delay: u32,
}

fn begin(out: &mut Vec<u8>, count: usize, kind: u8, words: usize) {
    out.extend_from_slice(&[0x80 | count as u8, kind]);
    out.extend_from_slice(&(words as u16).to_be_bytes());
}

/// Appends a receiver report; at most 31 blocks fit and more are cut off.
pub(crate) fn receiver_report(blocks: &[Reception], out: &mut Vec<u8>) {
    let blocks = &blocks[..blocks.len().min(31)];
    begin(out, blocks.len(), 201, 1 + 6 * blocks.len());
    out.extend_from_slice(&OUR_SSRC.to_be_bytes());
    for block in blocks {
        out.extend_from_slice(&block.ssrc.to_be_bytes());
        let loss = u32::from(block.fraction_lost) << 24 | block.lost & 0x00FF_FFFF;
        for word in [
            loss,
            block.highest,
            block.jitter,
            block.last_sender_report,
            block.delay,
        ] {
            out.extend_from_slice(&word.to_be_bytes());
        }
    }
}

/// Appends a sender report without blocks; `packets` and `bytes` count payload sent so far.
pub(crate) fn sender_report(info: SenderInfo, packets: u32, bytes: u32, out: &mut Vec<u8>) {
    begin(out, 0, 200, 6);
    out.extend_from_slice(&info.ssrc.to_be_bytes());
    out.extend_from_slice(&info.ntp.to_be_bytes());
    for word in [info.rtp, packets, bytes] {
        out.extend_from_slice(&word.to_be_bytes());
    }
}

/// Appends a picture loss indication (RFC 4585 §6.3.1).
pub(crate) fn picture_loss(media: u32, out: &mut Vec<u8>) {
    begin(out, 1, 206, 2);
    out.extend_from_slice(&OUR_SSRC.to_be_bytes());
    out.extend_from_slice(&media.to_be_bytes());
}

/// Appends a receiver's estimated maximum bitrate (draft-alvestrand-rmcat-remb-03 §2.2) in bits a
/// second.
pub(crate) fn allowance(bits: u32, streams: impl Iterator<Item = u32>, out: &mut Vec<u8>) {
    let start = out.len();
    begin(out, 15, 206, 0);
    out.extend_from_slice(&OUR_SSRC.to_be_bytes());
    out.extend_from_slice(&[0, 0, 0, 0]);
    out.extend_from_slice(b"REMB");
    let exponent = (32 - bits.leading_zeros()).saturating_sub(18);
    let mantissa = bits >> exponent;
    let at = out.len();
    out.extend_from_slice(&(exponent << 18 | mantissa).to_be_bytes());
    for ssrc in streams.take(255) {
        out.extend_from_slice(&ssrc.to_be_bytes());
        out[at] += 1;
    }
    let words = ((out.len() - start) / 4 - 1) as u16;
    out[start + 2..start + 4].copy_from_slice(&words.to_be_bytes());
}

/// Appends a generic NACK (RFC 4585 §6.2.1) for ascending sequence numbers.
pub(crate) fn nack(media: u32, missing: &[u16], out: &mut Vec<u8>) {
    if missing.is_empty() {
        return;
    }
    let start = out.len();
    begin(out, 1, 205, 0);
    out.extend_from_slice(&OUR_SSRC.to_be_bytes());
    out.extend_from_slice(&media.to_be_bytes());
    let mut rest = missing;
    while let Some((first, tail)) = rest.split_first() {
        let near = tail
            .iter()
            .take_while(|s| (1..=16).contains(&s.wrapping_sub(*first)))
            .count();
        let more = tail[..near]
            .iter()
            .fold(0u16, |m, s| m | 1 << (s.wrapping_sub(*first) - 1));
        out.extend_from_slice(&first.to_be_bytes());
        out.extend_from_slice(&more.to_be_bytes());
        rest = &tail[near..];
    }
    let words = ((out.len() - start) / 4 - 1) as u16;
    out[start + 2..start + 4].copy_from_slice(&words.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::super::read::{Report, read};
    use super::*;

    #[test]
    fn a_nack_names_exactly_what_is_missing() {
        let missing = [65_534, 65_535, 0, 14, 15, 100];
        let mut out = Vec::new();
        nack(7, &missing, &mut out);
        let mut named = Vec::new();
        read(&out, |report| {
            let Report::Nack { ssrc: 7, first, more } = report else {
                panic!("{report:?}")
            };
            named.push(first);
            named.extend(
                (0..16)
                    .filter(|n| more >> n & 1 == 1)
                    .map(|n| first.wrapping_add(n + 1)),
            );
        });
        assert_eq!(named, missing);
    }

    #[test]
    fn compound_packets_are_read_to_the_end() {
        let info = SenderInfo {
            ssrc: 3,
            ntp: 0x0102_0304_0506_0708,
            rtp: 9,
        };
        let mut out = Vec::new();
        sender_report(info, 1, 2, &mut out);
        receiver_report(&[Reception::default()], &mut out);
        picture_loss(5, &mut out);
        let mut seen = Vec::new();
        read(&out, |report| seen.push(report));
        assert_eq!(seen, [Report::Sender(info), Report::Keyframe { ssrc: 5 }]);
    }
}
