//! A room on several shards is like a room on one: everybody hears and sees everybody.

use super::world::{STEP, World, camera, ssrcs, video_slot};

/// What a page was sent on its first video slot, by the last byte of each picture.
fn shown(world: &mut World, leg: u64) -> Vec<u8> {
    let ssrc = video_slot(leg, 0);
    let packets = world.peer(leg).stream(ssrc);
    packets.iter().map(|packet| packet.payload[7]).collect()
}

#[test]
fn sound_and_pictures_cross_both_ways() {
    let mut world = World::spanning(2, 2);
    world.show(1, 0, Some(camera(2)));
    world.show(2, 0, Some(camera(1)));
    for n in 1..=20 {
        for leg in 1..=2 {
            world.sound(leg, n, 30);
            world.picture(leg, n.into(), n == 10);
        }
        world.advance(4 * STEP);
    }
    for (leg, other) in [(1, 2), (2, 1)] {
        let asked = world.peer(other).picture_requests(ssrcs(other).1);
        assert_eq!(asked, 1, "one keyframe was asked for");
        assert_eq!(shown(&mut world, leg), (10..=20).collect::<Vec<u8>>());
        let heard = world.peer(leg).rtp.iter();
        let heard = heard.filter(|packet| packet.payload == [other as u8; 40]);
        assert_eq!(heard.count(), 20);
    }
}
