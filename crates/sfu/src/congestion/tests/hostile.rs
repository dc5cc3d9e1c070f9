//! A page may say anything of what arrived.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::congestion::{Congestion, Limits};
use crate::rtcp::TransportFeedback;

/// A feedback about `count` packets from `base` on, all arrived, with these large deltas.
fn feedback(base: u16, reference: u32, number: u8, deltas: &[i16]) -> Vec<u8> {
    let mut bytes = vec![0x8F, 205, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2];
    bytes.extend_from_slice(&base.to_be_bytes());
    bytes.extend_from_slice(&(deltas.len() as u16).to_be_bytes());
    bytes.extend_from_slice(&reference.to_be_bytes()[1..]);
    bytes.push(number);
    bytes.extend_from_slice(&(0x4000 | deltas.len() as u16).to_be_bytes());
    for delta in deltas {
        bytes.extend_from_slice(&delta.to_be_bytes());
    }
    bytes
}

#[test]
fn packets_that_no_feedback_names_are_lost_unless_a_feedback_was() {
    for (step, lost) in [(1, true), (2, false)] {
        let mut congestion = Congestion::new(Limits::default());
        let mut now = Instant::now();
        let mut number = 0u8;
        // Every second of a hundred packets arrives, and each has a feedback of its own.
        for _ in 0..50 {
            for _ in 0..2 {
                now += Duration::from_millis(20);
                let sequence = congestion.sent(100, now);
                if sequence.is_multiple_of(2) {
                    number = number.wrapping_add(step);
                    let bytes = feedback(sequence, 0, number, &[0]);
                    congestion.feedback(&TransportFeedback::parse(&bytes).expect("whole"), now);
                }
            }
        }
        let loss = congestion.loss();
        assert_eq!(loss > 0.45 && loss < 0.55, lost, "{loss}");
        assert_eq!(loss == 0.0, !lost, "{loss}");
    }
}

proptest! {
    #[test]
    fn the_target_stays_within_its_limits(
        rounds in prop::collection::vec(
            (0..40usize, 0..3_000u64, any::<(u32, u8)>(), -50..50i16, prop::collection::vec(any::<i16>(), 1..40)),
            1..60,
        ),
    ) {
        let limits = Limits::default();
        let mut congestion = Congestion::new(limits);
        let (mut now, mut number) = (Instant::now(), 0u16);
        for (packets, pause, (reference, count), back, deltas) in rounds {
            congestion.want(5_000_000);
            for _ in 0..packets {
                now += Duration::from_millis(2);
                number = congestion.sent(1200, now);
            }
            while let Some(cluster) = congestion.probe(now) {
                number = congestion.sent(cluster.bytes, now);
            }
            now += Duration::from_millis(pause);
            let bytes = feedback(number.wrapping_add_signed(back).wrapping_sub(20), reference, count, &deltas);
            let feedback = TransportFeedback::parse(&bytes).expect("whole");
            congestion.feedback(&feedback, now);
            let target = congestion.target();
            prop_assert!((limits.least..=limits.most).contains(&target), "{}", target);
            prop_assert!((0.0..=1.0).contains(&congestion.loss()));
        }
    }
}

/// A feedback that says of 4,000 packets that none arrived, but the first.
fn sweeping(base: u16, number: u8) -> Vec<u8> {
    let mut bytes = feedback(base, 0, number, &[0]);
    bytes[14..16].copy_from_slice(&4_000u16.to_be_bytes());
    let run: u16 = 3_999;
    bytes.splice(22..22, run.to_be_bytes());
    bytes
}

#[test]
fn feedback_about_far_more_than_was_sent_is_not_read() {
    let mut congestion = Congestion::new(Limits::default());
    let mut now = Instant::now();
    let mut read = 0;
    for number in 0..200u8 {
        let (loss, last) = (congestion.loss(), congestion.sent(1200, now));
        now += Duration::from_millis(20);
        let bytes = sweeping(last, number);
        congestion.feedback(&TransportFeedback::parse(&bytes).expect("whole"), now);
        read += u32::from(congestion.round_trip().is_some() || congestion.loss() != loss);
    }
    assert_eq!(read, 0, "two hundred packets allow eight hundred statuses");
    // Honest feedback still counts.
    let last = congestion.sent(1200, now);
    let bytes = feedback(last, 0, 201, &[0]);
    congestion.feedback(
        &TransportFeedback::parse(&bytes).expect("whole"),
        now + Duration::from_millis(30),
    );
    assert!(congestion.round_trip().is_some());
}
