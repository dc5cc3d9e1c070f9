//! Flows beside each other and beside other traffic.

use std::time::Duration;

use netsim::{Cross, OnOff};

use super::SEEDS;
use super::path::{Path, narrow, seconds};

#[test]
fn two_flows_share() {
    let mut fair = 0;
    for seed in 0..SEEDS {
        let mut path = Path::new(narrow(3_000_000, 60), 6_000_000, seed);
        path.join(6_000_000, seconds(5), seed + 1);
        path.run(seconds(90));
        let part = |flow| path.received(flow, seconds(30), seconds(90));
        let (first, second) = (part(0), part(1));
        // A fifth of the way is sure; mostly it is 30 %.
        assert!(first.min(second) >= 600_000, "seed {seed}: {first} {second}");
        assert!(first + second >= 1_750_000, "seed {seed}: {first} {second}");
        fair += u64::from(first.min(second) >= 900_000);
        let queue = path.queue(seconds(30), seconds(90));
        assert!(queue < Duration::from_millis(150), "seed {seed}: {queue:?}");
    }
    assert!(fair >= SEEDS / 2, "{fair}");
}

#[test]
fn other_traffic_leaves_us_the_rest() {
    for seed in 0..SEEDS {
        let mut profile = narrow(3_000_000, 60);
        profile.cross.push(Cross {
            bits_per_second: 1_500_000,
            packet: 1200,
            on_off: Some(OnOff {
                on: seconds(10),
                off: seconds(10),
            }),
        });
        let mut path = Path::new(profile, 6_000_000, seed);
        path.run(seconds(80));
        let mean = path.received(0, seconds(10), seconds(80));
        assert!(mean >= 1_500_000, "seed {seed}: {mean}");
        let queue = path.queue(seconds(10), seconds(80));
        assert!(queue < Duration::from_millis(200), "seed {seed}: {queue:?}");
    }
}
