//! Loss and jitter that have nothing to do with how much is sent.

use std::time::Duration;

use netsim::{Jitter, Loss, Profile};

use super::SEEDS;
use super::path::{Path, narrow, seconds};

/// A way with room, and what it does to a flow of 2 Mbit/s: the mean rate received.
fn kept(profile: impl Fn() -> Profile, seed: u64) -> u64 {
    let mut path = Path::new(profile(), 2_000_000, seed);
    path.run(seconds(60));
    path.received(0, seconds(10), seconds(60))
}

#[test]
fn a_tenth_lost_at_random_does_not_starve_it() {
    for seed in 0..SEEDS {
        let lossy = || Profile {
            loss: Loss::Bernoulli(0.1),
            ..narrow(10_000_000, 60)
        };
        // A tenth of what is sent is gone.
        let kept = kept(lossy, seed);
        assert!(kept >= 1_200_000, "seed {seed}: {kept}");
    }
}

#[test]
fn bursts_of_loss_do_not_starve_it() {
    for seed in 0..SEEDS {
        let lossy = || Profile {
            loss: Loss::bursts(0.05, 5.0),
            ..narrow(10_000_000, 60)
        };
        let kept = kept(lossy, seed);
        assert!(kept >= 1_200_000, "seed {seed}: {kept}");
    }
}

#[test]
fn jitter_is_not_a_queue() {
    for seed in 0..SEEDS {
        for jitter in [Jitter::in_order, Jitter::reordering] {
            let jittery = || Profile {
                jitter: jitter(Duration::from_millis(30)),
                ..narrow(10_000_000, 60)
            };
            let kept = kept(jittery, seed);
            assert!(kept >= 1_200_000, "seed {seed}: {kept}");
        }
    }
}
