//! A flow that has the way to itself.

use std::time::Duration;

use super::SEEDS;
use super::path::{Path, narrow, seconds};

#[test]
fn it_finds_the_capacity_within_ten_seconds_and_keeps_the_queue_short() {
    for seed in 0..SEEDS {
        let mut path = Path::new(narrow(3_000_000, 60), 6_000_000, seed);
        path.run(seconds(30));
        let early = path.received(0, seconds(8), seconds(12));
        let late = path.received(0, seconds(12), seconds(30));
        assert!(
            early >= 2_550_000 && late >= 2_550_000,
            "seed {seed}: {early}, {late}"
        );
        let queue = path.queue(seconds(5), seconds(30));
        assert!(queue < Duration::from_millis(100), "seed {seed}: {queue:?}");
    }
}

#[test]
fn it_starts_within_a_second_where_there_is_room() {
    for seed in 0..SEEDS {
        let mut path = Path::new(narrow(20_000_000, 60), 4_000_000, seed);
        path.run(seconds(3));
        let (least, _, most) = path.targets(0, seconds(1), seconds(3));
        assert!(least >= 3_900_000, "seed {seed}: {least}");
        // Room is nothing to be filled: the estimate stays near what is used.
        assert!(most < 8_000_000, "seed {seed}: {most}");
    }
}

#[test]
fn a_long_round_trip_is_stable() {
    for seed in 0..SEEDS {
        let mut path = Path::new(narrow(3_000_000, 300), 6_000_000, seed);
        path.run(seconds(60));
        let mean = path.received(0, seconds(15), seconds(60));
        assert!(mean >= 2_400_000, "seed {seed}: {mean}");
        let (least, _, _) = path.targets(0, seconds(15), seconds(60));
        assert!(least >= 1_500_000, "seed {seed}: {least}");
        let queue = path.queue(seconds(15), seconds(60));
        assert!(queue < Duration::from_millis(150), "seed {seed}: {queue:?}");
    }
}

#[test]
fn a_slow_way_is_not_flooded() {
    for seed in 0..SEEDS {
        let mut path = Path::new(narrow(150_000, 100), 2_000_000, seed);
        path.run(seconds(40));
        let mean = path.received(0, seconds(10), seconds(40));
        assert!(mean >= 105_000, "seed {seed}: {mean}");
        let queue = path.queue(seconds(10), seconds(40));
        assert!(queue < Duration::from_millis(250), "seed {seed}: {queue:?}");
    }
}

#[test]
fn who_needs_little_and_then_much_gets_it() {
    for seed in 0..SEEDS {
        let mut path = Path::new(narrow(4_000_000, 80), 200_000, seed);
        path.run(seconds(20));
        // Neither without bound nor below what is used.
        let (least, _, most) = path.targets(0, seconds(5), seconds(20));
        assert!(
            least >= 200_000 && most <= 1_000_000,
            "seed {seed}: {least} to {most}"
        );
        path.flows[0].cap = 2_500_000;
        path.run(seconds(30));
        let soon = path.received(0, seconds(24), seconds(30));
        assert!(soon >= 2_125_000, "seed {seed}: {soon}");
    }
}
