//! The handshake over ways that lose.

use netsim::Loss;

use crate::world::{CAMERA, World, seconds, way};

#[test]
fn our_last_flight_comes_again_when_it_was_lost() {
    let mut world = World::new(1);
    world.lost_flights = 2;
    world.join(1, Some(CAMERA), way(20, Loss::Never), way(20, Loss::Never));
    world.join(2, None, way(20, Loss::Never), way(20, Loss::Never));
    world.show(2, 0, 1);
    world.run(seconds(12));
    assert_eq!(world.lost_flights, 0);
    let seen = world.seen(2, 0, seconds(10), seconds(12));
    assert!(seen.frames >= 29.0, "{seen:?}");
}
