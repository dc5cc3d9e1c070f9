//! Transport-wide feedback, alone and as what a congestion control hears of packets that it sent.

use std::time::{Duration, Instant};

use super::Choices;
use crate::congestion::{Congestion, Limits};
use crate::rtcp::TransportFeedback;

/// Alone: as many packets as announced, in order of their numbers.
///
/// To a congestion control that sends in between: its rates stay within its limits, and it never waits for
/// good.
pub(super) fn any(bytes: &[u8]) {
    if let Some(feedback) = TransportFeedback::parse(bytes) {
        let packets: Vec<_> = feedback.packets().collect();
        let (first, last) = (packets[0].0, packets[packets.len() - 1].0);
        assert_eq!(last.wrapping_sub(first) as usize, packets.len() - 1);
        assert_eq!(feedback.next(), last.wrapping_add(1));
        assert!(feedback.passed_over(first).next().is_none());
    }
    conversation(bytes);
}

fn conversation(bytes: &[u8]) {
    let limits = Limits::default();
    let mut congestion = Congestion::new(limits);
    let (mut choices, mut now, mut number) = (Choices(bytes), Instant::now(), 0u16);
    while let Some(step) = step(&mut choices) {
        congestion.want(5_000_000);
        for _ in 0..step.packets % 64 {
            now += Duration::from_millis(2);
            number = congestion.sent(1200, now);
        }
        let mut probes = 0;
        while let Some(cluster) = congestion.probe(now) {
            number = congestion.sent(cluster.bytes, now);
            probes += 1;
            assert!(probes <= 1000, "a probe ends");
        }
        now += Duration::from_millis(u64::from(step.pause) * 4);
        let packet = step.feedback(number);
        if let Some(feedback) = TransportFeedback::parse(&packet) {
            congestion.feedback(&feedback, now);
        }
        let target = congestion.target();
        assert!((limits.least..=limits.most).contains(&target), "{target}");
        assert!((0.0..=1.0).contains(&congestion.loss()), "{}", congestion.loss());
    }
}

/// Some packets are sent, time passes, and a feedback comes.
struct Step<'a> {
    packets: u8,
    pause: u8,
    /// From which packet on it speaks, before the last one sent.
    back: u8,
    count: u8,
    reference: u16,
    number: u8,
    chunks_and_deltas: &'a [u8],
}

fn step<'a>(choices: &mut Choices<'a>) -> Option<Step<'a>> {
    Some(Step {
        packets: choices.byte()?,
        pause: choices.byte()?,
        back: choices.byte()?,
        count: choices.byte()?,
        reference: choices.word()?,
        number: choices.byte()?,
        chunks_and_deltas: choices.bytes()?,
    })
}

impl Step<'_> {
    fn feedback(&self, last: u16) -> Vec<u8> {
        let mut packet = vec![0x8F, 205, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2];
        packet.extend_from_slice(&last.wrapping_sub(u16::from(self.back)).to_be_bytes());
        packet.extend_from_slice(&u16::from(self.count).to_be_bytes());
        packet.push(0);
        packet.extend_from_slice(&self.reference.to_be_bytes());
        packet.push(self.number);
        packet.extend_from_slice(self.chunks_and_deltas);
        packet
    }
}
