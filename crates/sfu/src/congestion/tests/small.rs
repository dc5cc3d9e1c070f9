//! Rules that need no network.

use std::time::{Duration, Instant};

use crate::congestion::{Congestion, Limits};
use crate::rtcp::{Arrivals, TransportFeedback};

#[test]
fn nothing_is_probed_that_nobody_wants() {
    let now = Instant::now();
    let mut congestion = Congestion::default();
    assert_eq!(congestion.target(), 300_000);
    assert_eq!(congestion.probe(now), None);
    congestion.want(250_000);
    assert_eq!(congestion.probe(now), None);
    congestion.want(2_000_000);
    let cluster = congestion.probe(now).expect("a probe");
    assert_eq!(cluster.rate, 900_000);
}

#[test]
fn the_wrap_of_reference_time_and_numbers_is_no_event() {
    let zero = Instant::now();
    // Just before 2^24 times 64 ms.
    let mut now = zero + Duration::from_millis((1 << 24) * 64 - 5_000);
    let mut congestion = Congestion::new(Limits {
        start: 1_000_000,
        ..Limits::default()
    });
    for _ in 0..65_400 {
        congestion.history.skip();
    }
    let mut arrivals = Arrivals::default();
    let mut least = u64::MAX;
    for _ in 0..100 {
        for _ in 0..10 {
            now += Duration::from_millis(10);
            let number = congestion.sent(1200, now);
            arrivals.record(number, now + Duration::from_millis(5));
        }
        let mut bytes = Vec::new();
        arrivals.feedback(zero, 1, &mut bytes);
        let feedback = TransportFeedback::parse(&bytes).expect("our own");
        congestion.feedback(&feedback, now + Duration::from_millis(10));
        least = least.min(congestion.target());
    }
    assert!(least >= 1_000_000, "{least}");
    assert!(congestion.loss() < 0.001 && congestion.history.under_way == 0);
}

#[test]
fn who_waited_long_before_anything_was_sent_is_not_served_blindly() {
    let start = Instant::now();
    let mut congestion = Congestion::default();
    for second in 0..60 {
        let now = start + Duration::from_secs(second);
        assert_eq!(congestion.probe(now), None);
        assert!(!congestion.is_blind(now));
    }
    let began = start + Duration::from_secs(60);
    congestion.sent(1200, began);
    assert!(!congestion.is_blind(began + Duration::from_secs(4)));
    assert!(
        congestion.is_blind(began + Duration::from_secs(6)),
        "and nothing was said"
    );
}

#[test]
fn a_queue_that_nobody_reports_any_more_is_not_believed() {
    let mut now = Instant::now();
    let zero = now;
    let (mut congestion, mut arrivals) = (Congestion::default(), Arrivals::default());
    // Each packet is on its way for two milliseconds longer than the one before it.
    for round in 0..20 {
        for packet in 0..5 {
            now += Duration::from_millis(20);
            let number = congestion.sent(1200, now);
            arrivals.record(number, now + Duration::from_millis(20 + 2 * (5 * round + packet)));
        }
        let mut bytes = Vec::new();
        arrivals.feedback(zero, 9, &mut bytes);
        congestion.feedback(&TransportFeedback::parse(&bytes).expect("whole"), now);
    }
    assert!(congestion.has_queue(now));
    assert!(!congestion.has_queue(now + Duration::from_secs(1)));
}
