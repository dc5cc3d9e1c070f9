//! Ways that change.

use std::time::Duration;

use netsim::{Bottleneck, Limit, Profile};

use super::SEEDS;
use super::path::{Path, narrow, seconds};

#[test]
fn a_drop_is_followed_and_the_rise_found_again() {
    for seed in 0..SEEDS {
        let queue = Limit::Time(Duration::from_millis(500));
        let capacity = Bottleneck::constant(3_000_000, queue)
            .then(seconds(20), 500_000)
            .then(seconds(40), 3_000_000);
        let profile = Profile {
            bottleneck: Some(capacity),
            ..narrow(3_000_000, 60)
        };
        let mut path = Path::new(profile, 6_000_000, seed);
        path.run(seconds(60));
        let queue = path.queue(seconds(22), seconds(40));
        assert!(queue < Duration::from_millis(100), "seed {seed}: {queue:?}");
        let low = path.received(0, seconds(22), seconds(40));
        assert!(low >= 375_000, "seed {seed}: {low}");
        let back = path.received(0, seconds(50), seconds(60));
        assert!(back >= 2_550_000, "seed {seed}: {back}");
    }
}

#[test]
fn a_short_queue_shows_in_loss_alone() {
    for seed in 0..SEEDS {
        let profile = Profile {
            bottleneck: Some(Bottleneck::constant(1_000_000, Limit::Bytes(9_000))),
            ..narrow(1_000_000, 60)
        };
        let mut path = Path::new(profile, 6_000_000, seed);
        path.run(seconds(60));
        let mean = path.received(0, seconds(10), seconds(60));
        assert!(mean >= 700_000, "seed {seed}: {mean}");
        let counters = path.down.counters();
        let lost = counters.overflowed as f64 / counters.sent as f64;
        assert!(lost < 0.05, "seed {seed}: {lost}");
    }
}

#[test]
fn silence_lowers_the_rate_step_by_step_and_an_answer_ends_it() {
    for seed in 0..SEEDS {
        let mut path = Path::new(narrow(3_000_000, 60), 2_000_000, seed);
        path.run(seconds(10));
        let before = path.flows[0].congestion.target();
        path.flows[0].next_report(path.start + seconds(15));
        path.run(seconds(11));
        let first = path.flows[0].congestion.target();
        path.run(seconds(15));
        let last = path.flows[0].congestion.target();
        assert!(
            last < first && first < before,
            "seed {seed}: {before} {first} {last}"
        );
        path.run(seconds(25));
        let after = path.received(0, seconds(20), seconds(25));
        assert!(after >= 1_700_000, "seed {seed}: {after}");
    }
}
