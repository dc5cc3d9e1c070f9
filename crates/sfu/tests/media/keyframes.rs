//! Keyframes are asked for once however many subscribers want one.

use std::time::Duration;

use super::world::{STEP, World, camera, ssrcs, video_slot};

fn pli(media: u32) -> Vec<u8> {
    let mut out = vec![0x81, 206, 0, 2, 0, 0, 0, 9];
    out.extend_from_slice(&media.to_be_bytes());
    out
}

#[test]
fn requests_of_many_subscribers_become_one_every_half_second() {
    let mut world = World::room(10);
    for leg in 2..=10 {
        world.show(leg, 0, Some(camera(1)));
    }
    world.picture(1, 1, true);
    world.advance(Duration::from_secs(1));
    let camera_ssrc = ssrcs(1).1;
    let before = world.peer(1).picture_requests(camera_ssrc);
    for leg in 2..=10 {
        world.report(leg, pli(video_slot(leg, 0)));
    }
    world.advance(Duration::from_millis(400));
    assert_eq!(world.peer(1).picture_requests(camera_ssrc), before + 1);
    world.advance(Duration::from_millis(200));
    assert_eq!(
        world.peer(1).picture_requests(camera_ssrc),
        before + 2,
        "asked again, none came"
    );
    world.picture(1, 2, true);
    world.advance(Duration::from_secs(2));
    assert_eq!(world.peer(1).picture_requests(camera_ssrc), before + 2);
}

#[test]
fn a_new_subscriber_gets_nothing_before_a_keyframe_and_asks_for_one() {
    let mut world = World::room(2);
    world.picture(1, 1, true);
    world.advance(Duration::from_secs(1));
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 2, false);
    world.advance(4 * STEP);
    assert!(world.peer(2).rtp.is_empty());
    assert_eq!(world.peer(1).picture_requests(ssrcs(1).1), 1);
    world.picture(1, 3, true);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), 1);
}
