//! What people meet with: a way that narrows and widens again, loss, long ways, a publisher in trouble, and
//! flows that share.

use std::time::Duration;

use netsim::ways::{self, wire};
use netsim::{Bottleneck, Loss, Profile};

use crate::camera::FRAME;
use crate::curves;
use crate::page::Sends;
use crate::world::{SLOW, World, seconds, way};

/// A camera with three encodings: 150, 500 and 1,500 kbit/s.
const SIMULCAST: Sends = Sends {
    rates: &[150_000, 500_000, 1_500_000],
    frame: FRAME,
    adapts: true,
};
/// The same, whatever its way carries.
const STUBBORN: Sends = Sends {
    adapts: false,
    ..SIMULCAST
};
/// Networks that each rule is tried on.
const SEEDS: u64 = 3;

fn named(name: &str) -> Profile {
    ways::named(name).expect("a way of this name")
}

fn behind(bottleneck: Bottleneck) -> Profile {
    ways::behind(bottleneck, Loss::Never)
}

fn watch(down: Profile, seed: u64, until: u64) -> World {
    let mut world = World::new(seed);
    world.join(1, Some(SIMULCAST), way(20, Loss::Never), way(20, Loss::Never));
    world.join(2, None, way(20, Loss::Never), down);
    world.show(2, 0, 1);
    world.run(seconds(until));
    world
}

#[test]
fn the_full_picture_is_there_soon_where_the_way_carries_it() {
    for seed in 0..SEEDS {
        let world = watch(named("start"), seed, 12);
        curves::draw("start", &world, 2, (seconds(8), seconds(12)), &[(0, 4_000_000)]);
        let seen = world.seen(2, 0, seconds(8), seconds(12));
        assert!(seen.rate > 1_350_000 && seen.frames > 29.0, "{seed}: {seen:?}");
        assert!(seen.frozen.is_zero(), "{seed}: {seen:?}");
    }
}

#[test]
fn a_way_that_narrows_shows_less_without_a_queue_and_the_full_picture_when_it_widens() {
    for seed in 0..SEEDS {
        let world = watch(named("narrows-and-widens"), seed, 50);
        let capacity = [(0, 3_000_000), (15, 500_000), (35, 3_000_000)];
        curves::draw(
            "narrows-and-widens",
            &world,
            2,
            (seconds(5), seconds(50)),
            &capacity,
        );
        let before = world.seen(2, 0, seconds(10), seconds(15));
        assert!(before.rate > 1_350_000, "{seed}: {before:?}");
        let low = world.seen(2, 0, seconds(18), seconds(35));
        assert!(
            low.frames > 25.0 && low.frozen < Duration::from_millis(500),
            "{seed}: {low:?}"
        );
        let queue = world.queue(2, seconds(18), seconds(35));
        assert!(queue < Duration::from_millis(100), "{seed}: {queue:?}");
        let after = world.seen(2, 0, seconds(45), seconds(50));
        assert!(after.rate > 1_350_000 && after.frames > 28.0, "{seed}: {after:?}");
    }
}

#[test]
fn random_loss_does_not_take_the_picture_away() {
    for seed in 0..SEEDS {
        let world = watch(named("random-loss-10-percent"), seed, 60);
        curves::draw(
            "random-loss-10-percent",
            &world,
            2,
            (seconds(10), seconds(60)),
            &[(0, 6_000_000)],
        );
        let seen = world.seen(2, 0, seconds(10), seconds(60));
        assert!(seen.frozen < Duration::from_secs(1), "{seed}: {seen:?}");
        assert!(seen.rate > 700_000, "{seed}: {seen:?}");
        let concealed = world.concealed(2, seconds(10), seconds(59));
        assert!(concealed < 0.01, "{seed}: {concealed}");
    }
}

#[test]
fn one_in_twenty_on_a_bad_way_is_nothing_to_the_others() {
    let mut world = World::new(1);
    world.join(1, Some(SIMULCAST), way(20, Loss::Never), way(20, Loss::Never));
    for leg in 2..=20 {
        world.join(leg, None, way(20, Loss::Never), behind(wire(5_000_000)));
        world.show(leg, 0, 1);
    }
    let bad = Profile {
        bottleneck: Some(wire(200_000)),
        ..way(100, Loss::bursts(0.1, 5.0))
    };
    world.join(21, None, way(100, Loss::Bernoulli(0.1)), bad);
    world.show(21, 0, 1);
    world.run(seconds(16));
    curves::draw(
        "one-in-twenty-the-bad-one",
        &world,
        21,
        (seconds(8), seconds(16)),
        &[(0, 200_000)],
    );
    curves::draw(
        "one-in-twenty-another",
        &world,
        2,
        (seconds(8), seconds(16)),
        &[(0, 5_000_000)],
    );
    // No picture fits besides sound, but that is heard: what is missing of it is what the way loses.
    let concealed = world.concealed(21, seconds(8), seconds(15));
    assert!(concealed < 0.4, "{concealed}");
    for leg in 2..=20 {
        let seen = world.seen(leg, 0, seconds(8), seconds(16));
        assert!(seen.rate > 1_350_000 && seen.frames > 29.0, "{leg}: {seen:?}");
        assert!(seen.freezes == 0, "{leg}: {seen:?}");
    }
}

#[test]
fn bursts_of_loss_and_long_ways_are_borne() {
    for seed in 0..SEEDS {
        let world = watch(named("bursts-of-loss-5-percent"), seed, 40);
        curves::draw(
            "bursts-of-loss-5-percent",
            &world,
            2,
            (seconds(10), seconds(40)),
            &[(0, 6_000_000)],
        );
        let seen = world.seen(2, 0, seconds(10), seconds(40));
        assert!(seen.frozen < Duration::from_secs(1), "{seed}: {seen:?}");
        assert!(seen.rate > 700_000, "{seed}: {seen:?}");
        let world = watch(named("round-trip-300-ms"), seed, 25);
        curves::draw(
            "round-trip-300-ms",
            &world,
            2,
            (seconds(15), seconds(25)),
            &[(0, 4_000_000)],
        );
        let seen = world.seen(2, 0, seconds(15), seconds(25));
        assert!(seen.rate > 1_350_000 && seen.frozen.is_zero(), "{seed}: {seen:?}");
    }
}

/// The publisher's way falls to 150 kbit/s for five seconds.
fn collapse(sends: Sends, seed: u64) -> World {
    let mut world = World::new(seed);
    let up = wire(6_000_000)
        .then(seconds(12), 150_000)
        .then(seconds(17), 6_000_000);
    world.join(1, Some(sends), behind(up), way(20, Loss::Never));
    world.join(2, None, way(20, Loss::Never), behind(wire(6_000_000)));
    world.show(2, 0, 1);
    world.run(seconds(32));
    world
}

#[test]
fn a_publisher_whose_way_collapses_is_seen_again_when_it_is_back() {
    for seed in 0..SEEDS {
        // Who sends all the time is seen whole; who adapts is seen, as large as his own estimate lets him.
        let world = collapse(STUBBORN, seed);
        let seen = world.seen(2, 0, seconds(27), seconds(32));
        assert!(seen.rate > 1_350_000 && seen.frames > 28.0, "{seed}: {seen:?}");
        let world = collapse(SIMULCAST, seed);
        curves::draw(
            "publisher-collapses",
            &world,
            2,
            (seconds(25), seconds(32)),
            &[(0, 6_000_000)],
        );
        let seen = world.seen(2, 0, seconds(25), seconds(32));
        assert!(seen.frames > 28.0 && seen.rate > 100_000, "{seed}: {seen:?}");
        assert!(seen.frozen.is_zero(), "{seed}: {seen:?}");
        let concealed = world.concealed(2, seconds(18), seconds(31));
        assert!(concealed < 0.05, "{seed}: {concealed}");
    }
}

#[test]
fn a_camera_of_few_packets_bears_loss_as_well() {
    for (name, most) in [("random-loss-10-percent", 9.5), ("bursts-of-loss-5-percent", 9.0)] {
        for seed in 0..SEEDS {
            let mut world = World::new(seed);
            world.join(1, Some(SLOW), way(20, Loss::Never), way(20, Loss::Never));
            world.join(2, None, way(20, Loss::Never), named(name));
            world.show(2, 0, 1);
            world.run(seconds(60));
            curves::tell(
                &format!("{name}, ten pictures a second"),
                &world,
                2,
                (seconds(10), seconds(60)),
            );
            let seen = world.seen(2, 0, seconds(10), seconds(60));
            assert!(seen.frozen < Duration::from_secs(1), "{name}, {seed}: {seen:?}");
            assert!(
                seen.frames > most && seen.rate > 250_000,
                "{name}, {seed}: {seen:?}"
            );
        }
    }
}

#[test]
fn what_stands_on_stage_keeps_its_size_where_both_do_not_fit() {
    for (capacity, seed) in [1_100_000, 1_200_000]
        .into_iter()
        .flat_map(|capacity| (0..SEEDS).map(move |seed| (capacity, seed)))
    {
        let mut world = World::new(seed);
        for leg in [1, 2] {
            world.join(leg, Some(SIMULCAST), way(20, Loss::Never), way(20, Loss::Never));
        }
        world.join(3, None, way(20, Loss::Never), behind(wire(capacity)));
        world.show(3, 0, 1);
        world.show_on_stage(3, 1, 2);
        world.run(seconds(30));
        let [beside, stage] = [0, 1].map(|slot| world.seen(3, slot, seconds(15), seconds(30)));
        let here = format!("{capacity} {seed}");
        assert!(stage.rate > 450_000 && stage.frames > 29.0, "{here}: {stage:?}");
        assert!((100_000..200_000).contains(&beside.rate), "{here}: {beside:?}");
    }
}

#[test]
fn a_publisher_on_a_narrow_way_sends_what_fits() {
    for seed in 0..SEEDS {
        let mut world = World::new(seed);
        world.join(1, Some(SIMULCAST), behind(wire(900_000)), way(20, Loss::Never));
        world.join(2, None, way(20, Loss::Never), way(20, Loss::Never));
        world.show(2, 0, 1);
        world.run(seconds(40));
        let seen = world.seen(2, 0, seconds(15), seconds(40));
        assert!(seen.frames > 28.0 && seen.rate > 300_000, "{seed}: {seen:?}");
        assert!(seen.frozen < Duration::from_secs(2), "{seed}: {seen:?}");
        let concealed = world.concealed(2, seconds(15), seconds(39));
        assert!(concealed < 0.01, "{seed}: {concealed}");
    }
}

#[test]
fn a_publisher_sends_no_encoding_that_nobody_shows() {
    let mut world = World::new(1);
    world.join(1, Some(SIMULCAST), way(20, Loss::Never), way(20, Loss::Never));
    world.join(2, None, way(20, Loss::Never), way(20, Loss::Never));
    let sent = |world: &World| world.page(1).camera.as_ref().map(|camera| camera.active);
    for (height, encodings) in [(720, 3), (180, 1), (360, 2), (720, 3)] {
        world.show_at(2, 0, 1, height);
        let now = world.elapsed();
        world.run(now + seconds(8));
        assert_eq!(sent(&world), Some(encodings), "{height}");
        let seen = world.seen(2, 0, now + seconds(5), now + seconds(8));
        assert!(seen.frames > 29.0 && seen.frozen.is_zero(), "{height}: {seen:?}");
    }
}
