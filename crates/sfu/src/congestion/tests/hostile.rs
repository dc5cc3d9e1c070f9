//! A page may say anything of what arrived.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::congestion::{Congestion, Limits};
use crate::rtcp::TransportFeedback;

/// A feedback about `count` packets from `base` on, all arrived, with these large deltas.
fn feedback(base: u16, reference: u32, deltas: &[i16]) -> Vec<u8> {
    let mut bytes = vec![0x8F, 205, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2];
    bytes.extend_from_slice(&base.to_be_bytes());
    bytes.extend_from_slice(&(deltas.len() as u16).to_be_bytes());
    bytes.extend_from_slice(&reference.to_be_bytes()[1..]);
    bytes.push(0);
    bytes.extend_from_slice(&(0x4000 | deltas.len() as u16).to_be_bytes());
    for delta in deltas {
        bytes.extend_from_slice(&delta.to_be_bytes());
    }
    bytes
}

proptest! {
    #[test]
    fn the_target_stays_within_its_limits(
        rounds in prop::collection::vec(
            (0..40usize, 0..3_000u64, any::<u32>(), -50..50i16, prop::collection::vec(any::<i16>(), 1..40)),
            1..60,
        ),
    ) {
        let limits = Limits::default();
        let mut congestion = Congestion::new(limits);
        let (mut now, mut number) = (Instant::now(), 0u16);
        for (packets, pause, reference, back, deltas) in rounds {
            congestion.want(5_000_000);
            for _ in 0..packets {
                now += Duration::from_millis(2);
                number = congestion.sent(1200, now);
            }
            while let Some(cluster) = congestion.probe(now) {
                number = congestion.sent(cluster.bytes, now);
            }
            now += Duration::from_millis(pause);
            let bytes = feedback(number.wrapping_add_signed(back).wrapping_sub(20), reference, &deltas);
            let feedback = TransportFeedback::parse(&bytes).expect("whole");
            congestion.feedback(&feedback, now);
            let target = congestion.target();
            prop_assert!((limits.least..=limits.most).contains(&target), "{}", target);
            prop_assert!((0.0..=1.0).contains(&congestion.loss()));
        }
    }
}
