//! Pictures in encodings of fixed rates, of which the best that fits is sent.

use std::time::Duration;

use netsim::{Jitter, Loss, Profile};

use super::SEEDS;
use super::path::{Path, narrow, seconds};

/// Pictures of 150, 500 and 1,500 kbit/s for a minute.
fn layered(profile: &Profile, seed: u64) -> Path {
    let mut path = Path::new(profile.clone(), 6_000_000, seed);
    path.flows[0].layers = &[150_000, 500_000, 1_500_000];
    path.run(seconds(60));
    path
}

#[test]
fn the_best_encoding_that_fits_is_found_and_kept() {
    let ways = [
        (3_000_000, 1_490_000),
        (1_700_000, 1_490_000),
        (1_000_000, 490_000),
        (400_000, 145_000),
    ];
    for (capacity, expected) in ways {
        for seed in 0..SEEDS {
            let path = layered(&narrow(capacity, 60), seed);
            let mean = path.received(0, seconds(5), seconds(60));
            let switches = path.flows[0].switches;
            assert!(mean >= expected, "{capacity} {seed}: {mean}");
            assert!(switches <= 5, "{capacity} {seed}: {switches}");
            let queue = path.queue(seconds(5), seconds(60));
            assert!(queue < Duration::from_millis(60), "{capacity} {seed}: {queue:?}");
        }
    }
}

#[test]
fn an_encoding_that_barely_fits_does_not_flap() {
    for seed in 0..SEEDS {
        let path = layered(&narrow(600_000, 60), seed);
        let mean = path.received(0, seconds(10), seconds(60));
        assert!(mean >= 350_000, "{seed}: {mean}");
        assert!(path.flows[0].switches <= 14, "{seed}: {}", path.flows[0].switches);
    }
}

#[test]
fn loss_and_jitter_do_not_cost_an_encoding() {
    let jitter = Jitter::in_order(Duration::from_millis(30));
    let lossy = Profile {
        loss: Loss::Bernoulli(0.1),
        ..narrow(3_000_000, 60)
    };
    let jittery = Profile {
        jitter,
        ..narrow(3_000_000, 60)
    };
    for profile in [lossy, jittery] {
        for seed in 0..SEEDS {
            let path = layered(&profile, seed);
            let mean = path.received(0, seconds(10), seconds(60));
            assert!(mean >= 1_250_000, "{seed}: {mean}");
        }
    }
}

#[test]
fn probes_cost_next_to_nothing() {
    for capacity in [3_000_000, 1_000_000, 400_000] {
        let path = layered(&narrow(capacity, 60), 1);
        let probed = path.flows[0].probed as u64 * 8 / 60;
        assert!(probed < 15_000, "{capacity}: {probed}");
    }
}
