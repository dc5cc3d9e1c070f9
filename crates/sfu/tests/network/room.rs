//! Viewers on ways of their own.

use std::time::Duration;

use netsim::{Bottleneck, Limit, Loss, Profile};

use crate::world::{CAMERA, World, seconds, way};

#[test]
fn one_bad_way_costs_the_others_nothing() {
    let mut world = World::new(2);
    world.join(1, Some(CAMERA), way(10, Loss::Never), way(10, Loss::Never));
    world.join(2, None, way(10, Loss::Never), way(10, Loss::Never));
    world.join(
        3,
        None,
        way(100, Loss::Bernoulli(0.1)),
        way(100, Loss::Bernoulli(0.1)),
    );
    for leg in [2, 3] {
        world.show(leg, 0, 1);
    }
    world.run(seconds(20));
    assert!([1, 2, 3].into_iter().all(|leg| world.is_connected(leg)));
    let good = world.seen(2, 0, seconds(4), seconds(20));
    assert!(good.frames >= 29.9 && good.freezes == 0, "{good:?}");
    assert!(good.delay < Duration::from_millis(40), "{good:?}");
    let bad = world.seen(3, 0, seconds(4), seconds(20));
    assert!(bad.frames >= 28.0, "{bad:?}");
}

#[test]
fn a_way_with_room_is_not_filled() {
    let mut world = World::new(2);
    let queue = Limit::Time(Duration::from_millis(300));
    let down = Profile {
        bottleneck: Some(Bottleneck::constant(3_000_000, queue)),
        ..way(20, Loss::Never)
    };
    world.join(1, Some(CAMERA), way(20, Loss::Never), way(20, Loss::Never));
    world.join(2, None, way(20, Loss::Never), down);
    world.show(2, 0, 1);
    world.run(seconds(20));
    let queue = world.queue(2, seconds(4), seconds(20));
    assert!(queue < Duration::from_millis(20), "{queue:?}");
    let seen = world.seen(2, 0, seconds(4), seconds(20));
    assert!(seen.frames >= 29.9 && seen.frozen.is_zero(), "{seen:?}");
}
