//! A slot that changes its source stays one continuous stream: sequence numbers, times, picture ids.

use std::time::Duration;

use super::wire::picture;
use super::world::{STEP, World, camera, video_slot};

fn picture_id(payload: &[u8]) -> u16 {
    u16::from_be_bytes([payload[2], payload[3]]) & 0x7FFF
}

#[test]
fn the_switch_waits_for_a_keyframe_and_leaves_no_seam() {
    let mut world = World::room(3);
    world.show(3, 0, Some(camera(1)));
    // So many that the second's keyframe is not fresh any more.
    for n in 0..20 {
        world.picture(1, 65_530 + n, n == 0);
        world.picture(2, 100 + n, n == 0);
        world.advance(Duration::from_millis(33));
    }
    world.show(3, 0, Some(camera(2)));
    world.advance(Duration::from_millis(20));
    for n in 0..5 {
        world.picture(2, 120 + n, n == 2);
        world.advance(Duration::from_millis(33));
    }
    let page = world.peer(3);
    let stream = page.stream(video_slot(3, 0));
    assert_eq!(
        stream.len(),
        23,
        "twenty of the first, three of the second from its keyframe on"
    );
    for pair in stream.windows(2) {
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
        assert_eq!(
            picture_id(&pair[1].payload),
            (picture_id(&pair[0].payload) + 1) & 0x7FFF
        );
        assert_eq!(
            pair[1].payload[4],
            pair[0].payload[4].wrapping_add(1),
            "TL0PICIDX"
        );
        let step = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        assert!((3000..15_000).contains(&step), "time goes on: {step}");
    }
    assert_eq!(stream[19].payload[6], 1);
    assert_eq!(stream[20].payload[6..8], [2, 122]);
}

#[test]
fn a_picture_that_is_cut_off_is_ended_by_an_empty_packet() {
    let mut world = World::room(3);
    world.show(3, 0, Some(camera(1)));
    world.picture(1, 10, true);
    // The next one has more packets, of which only the first comes.
    let mut begun = picture(1, 11, false);
    begun.marker = false;
    world.rtp(1, &begun);
    world.advance(STEP);
    world.show(3, 0, Some(camera(2)));
    world.picture(2, 50, true);
    world.advance(STEP);
    let page = world.peer(3);
    let stream = page.stream(video_slot(3, 0));
    let first = stream[0].sequence;
    let seen: Vec<_> = stream
        .iter()
        .map(|packet| {
            (
                packet.sequence.wrapping_sub(first),
                packet.marker,
                packet.payload.is_empty(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (0, true, false),
            (1, false, false),
            (2, true, true),
            (3, true, false)
        ]
    );
    assert_eq!(stream[2].timestamp, stream[1].timestamp, "it ends what was begun");
    assert_ne!(stream[3].timestamp, stream[2].timestamp);
}

#[test]
fn late_packets_of_the_old_source_are_dropped_and_those_of_the_new_one_keep_their_place() {
    let mut world = World::room(3);
    world.show(3, 0, Some(camera(1)));
    world.picture(1, 10, true);
    world.advance(STEP);
    world.show(3, 0, Some(camera(2)));
    world.picture(2, 50, true);
    world.picture(2, 52, false);
    world.advance(STEP);
    world.picture(1, 11, false);
    world.picture(2, 49, false);
    world.picture(2, 51, false);
    world.advance(STEP);
    let page = world.peer(3);
    let sequences: Vec<u16> = page.stream(video_slot(3, 0)).iter().map(|p| p.sequence).collect();
    let first = sequences[0];
    let offsets: Vec<u16> = sequences.iter().map(|s| s.wrapping_sub(first)).collect();
    assert_eq!(offsets, [0, 1, 3, 2]);
}

#[test]
fn a_slot_can_be_emptied_and_filled_before_its_source_is_there() {
    let mut world = World::room(1);
    world.show(1, 0, Some(camera(2)));
    world.join(2, 3);
    world.picture(2, 1, true);
    world.advance(STEP);
    assert_eq!(world.peer(1).rtp.len(), 1);
    world.show(1, 0, None);
    world.picture(2, 2, true);
    world.advance(STEP);
    assert_eq!(world.peer(1).rtp.len(), 1);
}
