//! Nobody gets his own voice or picture back, and in a small room everybody hears everybody at once.

use sfu::api::{Event, LegKey};

use super::world::{STEP, World, camera, mic};

#[test]
fn in_a_room_of_three_everybody_hears_the_two_others_from_the_first_packet_on() {
    let mut world = World::room(3);
    for leg in 1..=3 {
        world.show(leg, 0, Some(camera(leg)));
    }
    for n in 0..20 {
        for leg in 1..=3 {
            world.sound(leg, n, 127);
            world.picture(leg, u64::from(n), true);
        }
        world.advance(4 * STEP);
    }
    for leg in 1..=3u64 {
        let page = world.peer(leg);
        for other in 1..=3u64 {
            let from = page
                .rtp
                .iter()
                .filter(|packet| packet.payload[0] == other as u8)
                .count();
            assert_eq!(from, if other == leg { 0 } else { 20 }, "{other} heard by {leg}");
        }
        assert_eq!(page.rtp.len(), 40, "and no picture of himself");
    }
}

#[test]
fn slots_are_announced_and_freed_when_the_voice_leaves() {
    let mut world = World::room(2);
    world.sound(1, 1, 20);
    let (leg, slot) = (LegKey(2), 0);
    assert!(world.events.contains(&Event::AudioSlot {
        leg,
        slot,
        source: Some(mic(1))
    }));
    world.command(sfu::api::Command::Remove { leg: LegKey(1) });
    assert_eq!(
        world.events.last(),
        Some(&Event::AudioSlot {
            leg,
            slot,
            source: None
        })
    );
}
