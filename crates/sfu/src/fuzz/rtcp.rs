//! Compound RTCP packets.

use crate::rtcp::{Report, nack, picture_loss, read, sender_report};

/// No more is reported than the bytes have words, a packet cut at its end says a beginning of the same, and
/// what we write from what was read says it again.
pub(super) fn any(bytes: &[u8]) {
    let mut reports = Vec::new();
    read(bytes, |report| reports.push(report));
    assert!(4 * reports.len() <= bytes.len());
    let mut before = Vec::new();
    read(&bytes[..bytes.len().saturating_sub(4)], |report| {
        before.push(report);
    });
    assert_eq!(reports[..before.len()], before);
    for report in reports {
        let mut out = Vec::new();
        match report {
            Report::Sender(info) => sender_report(info, 1, 2, &mut out),
            Report::Keyframe { ssrc } => picture_loss(ssrc, &mut out),
            Report::Nack { ssrc, first, more } => nack(ssrc, &named(first, more), &mut out),
            Report::TransportFeedback(_) => continue,
        }
        let mut again = Vec::new();
        read(&out, |report| again.push(report));
        assert_eq!(again, [report]);
    }
}

/// The sequence numbers of a NACK.
fn named(first: u16, more: u16) -> Vec<u16> {
    let later = (0..16).filter(|bit| more >> bit & 1 == 1);
    [first]
        .into_iter()
        .chain(later.map(|bit| first.wrapping_add(bit + 1)))
        .collect()
}
