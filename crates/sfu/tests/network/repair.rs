//! Lost packets come again in time: a viewer sees every picture, later rather than never.

use std::time::Duration;

use netsim::{Jitter, Loss, Profile};

use crate::decoder::Seen;
use crate::world::{CAMERA, SLOW, World, seconds, way};

/// Networks that each rule is tried on.
const SEEDS: u64 = 3;
/// From when on everybody is connected, and until when they watch.
const FROM: Duration = seconds(4);
const TO: Duration = seconds(20);

/// A publisher and a viewer behind these ways, who watches to the end.
fn watch(up: Profile, down: Profile, seed: u64) -> (World, Seen) {
    let mut world = World::new(seed);
    world.join(1, Some(CAMERA), up, way(20, Loss::Never));
    let back = way(down.delay.as_millis() as u64, Loss::Never);
    world.join(2, None, back, down);
    world.show(2, 0, 1);
    world.run(TO);
    let seen = world.seen(2, 0, FROM, TO);
    (world, seen)
}

#[test]
fn a_good_way_shows_every_picture_at_once() {
    for delay in [20, 150] {
        let (world, seen) = watch(way(20, Loss::Never), way(delay, Loss::Never), delay);
        assert!(seen.frames >= 29.9 && seen.freezes == 0, "{seen:?}");
        // The first pictures leave in bursts, and what was late once is shown late for a while.
        assert!(seen.delay < Duration::from_millis(20 + delay + 40), "{seen:?}");
        assert!(world.concealed(2, FROM, TO - seconds(1)) < 0.001);
        assert!((780_000..820_000).contains(&seen.rate), "{seen:?}");
    }
}

#[test]
fn loss_on_the_way_to_a_viewer_is_repaired() {
    for loss in [
        Loss::Bernoulli(0.05),
        Loss::Bernoulli(0.1),
        Loss::bursts(0.05, 4.0),
    ] {
        for seed in 0..SEEDS {
            let (world, seen) = watch(way(20, Loss::Never), way(20, loss), seed);
            let decoder = &world.page(2).decoders[0];
            assert!(
                seen.frames >= 29.0 && seen.frozen < Duration::from_millis(400),
                "{loss:?} {seed}: {seen:?}"
            );
            assert!(
                seen.delay < Duration::from_millis(450),
                "{loss:?} {seed}: {seen:?}"
            );
            // What is missing of a picture before a keyframe is not waited for.
            assert!(decoder.missing <= 8, "{loss:?} {seed}: {}", decoder.missing);
            assert!(decoder.keyframes_asked <= 1, "{loss:?} {seed}");
        }
    }
}

#[test]
fn a_long_lossy_way_costs_time_but_no_pictures() {
    for loss in [0.05, 0.1] {
        for seed in 0..SEEDS {
            let (_, seen) = watch(way(20, Loss::Never), way(150, Loss::Bernoulli(loss)), seed);
            assert!(
                seen.frames >= 28.5 && seen.freezes <= 1,
                "{loss} {seed}: {seen:?}"
            );
            assert!(seen.delay < Duration::from_millis(900), "{loss} {seed}: {seen:?}");
        }
    }
}

#[test]
fn loss_on_the_way_of_the_publisher_is_repaired() {
    for seed in 0..SEEDS {
        let (_, seen) = watch(way(20, Loss::Bernoulli(0.05)), way(20, Loss::Never), seed);
        assert!(seen.frames >= 29.0 && seen.freezes == 0, "{seed}: {seen:?}");
        assert!(seen.delay < Duration::from_millis(300), "{seed}: {seen:?}");
    }
}

#[test]
fn packets_that_overtake_each_other_are_put_in_order() {
    for seed in 0..SEEDS {
        let down = Profile {
            jitter: Jitter::reordering(Duration::from_millis(30)),
            ..way(20, Loss::Never)
        };
        let (world, seen) = watch(way(20, Loss::Never), down, seed);
        assert!(seen.frames >= 29.9 && seen.freezes == 0, "{seed}: {seen:?}");
        assert!(world.concealed(2, FROM, TO - seconds(1)) < 0.001, "{seed}");
    }
}

#[test]
fn sound_is_heard_where_a_tenth_is_lost() {
    for seed in 0..SEEDS {
        let (world, _) = watch(way(20, Loss::Never), way(20, Loss::Bernoulli(0.1)), seed);
        let concealed = world.concealed(2, FROM, TO - seconds(1));
        assert!(
            concealed < 0.005,
            "on the way to the listener, {seed}: {concealed}"
        );
        // Browsers repeat everything once, so a hundredth is lost twice.
        let (world, _) = watch(way(20, Loss::Bernoulli(0.1)), way(20, Loss::Never), seed);
        let concealed = world.concealed(2, FROM, TO - seconds(1));
        assert!(
            concealed < 0.02,
            "on the way from the speaker, {seed}: {concealed}"
        );
    }
}

#[test]
fn sound_is_repeated_for_those_alone_who_lose_it() {
    let (mut world, _) = watch(way(20, Loss::Never), way(20, Loss::Never), 1);
    world.join(3, None, way(20, Loss::Never), way(20, Loss::Bernoulli(0.1)));
    world.run(TO + seconds(10));
    let bytes = |leg: u64| world.heard(leg, TO + seconds(4), TO + seconds(10));
    assert!((3_900..4_200).contains(&(bytes(2))), "{}", bytes(2));
    assert!(bytes(3) > 3 * bytes(2) * 8 / 10, "{}", bytes(3));
}

#[test]
fn the_lost_end_of_a_picture_is_not_missed_until_the_next_one() {
    for seed in 0..SEEDS {
        let mut world = World::new(seed);
        world.join(1, Some(SLOW), way(20, Loss::Never), way(20, Loss::Never));
        world.join(2, None, way(20, Loss::Never), way(20, Loss::Bernoulli(0.1)));
        world.show(2, 0, 1);
        world.run(seconds(64));
        let seen = world.seen(2, 0, seconds(4), seconds(64));
        // A seventh would be if the end of each were missed only when the next one comes.
        assert!(seen.late < 0.09, "{seed}: {seen:?}");
    }
}
