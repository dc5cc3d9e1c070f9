//! A whole handshake from an address that ICE never validated, ahead of the real one, beside it, and after it.

use netsim::Loss;

use crate::world::{CAMERA, World, seconds, way};

#[test]
fn a_stranger_who_says_all_that_a_page_says_before_it_does_is_not_heard() {
    let mut world = World::new(3);
    world.strangers = 3;
    world.join(1, Some(CAMERA), way(20, Loss::Never), way(20, Loss::Never));
    world.join(2, None, way(20, Loss::Never), way(20, Loss::Never));
    world.show(2, 0, 1);
    world.run(seconds(4));
    assert!(world.is_connected(1) && world.is_connected(2));
    // Their packets cost a look-up each: no thread was asked to shake hands with them.
    let (pages, strangers) = world.handshake_datagrams;
    assert!(pages >= 4 && strangers == 3 * pages, "{pages} {strangers}");
    assert_eq!(world.handshake_jobs, pages);
    let seen = world.seen(2, 0, seconds(2), seconds(4));
    assert!(seen.frames >= 29.0, "{seen:?}");
}
