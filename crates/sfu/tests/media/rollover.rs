//! Sequence numbers roll over on the way in and on the way out.

use super::wire::picture;
use super::world::{STEP, World, camera, video_slot};

#[test]
fn a_stream_goes_on_through_two_rollovers() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    let total = 140_000;
    for n in 0..total {
        world.picture(1, n, n == 0);
        if n % 4 == 3 {
            world.advance(STEP);
            world.check(2, true);
            world.peer(1).rtcp.clear();
        }
    }
    let page = world.peer(2);
    let stream = page.stream(video_slot(2, 0));
    assert_eq!(stream.len() as u64, total);
    let whole = stream
        .windows(2)
        .all(|p| p[1].sequence == p[0].sequence.wrapping_add(1));
    assert!(
        whole,
        "one after the other, opened with the right rollover counter"
    );
}

#[test]
fn reordering_across_the_rollover_is_accepted() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 65_534, true);
    for index in [65_537, 65_535, 65_536] {
        let packet = picture(1, index, false);
        world.rtp(1, &packet);
    }
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), 4);
    assert_eq!(world.count(|counters| counters.dropped_not_authentic), 0);
}
