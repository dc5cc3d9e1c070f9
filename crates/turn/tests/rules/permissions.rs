//! Permissions and channels: with whom packets are exchanged, and for how long.

use crate::support::{Answer, MEDIA, PUBLIC, World, peer_address, relayed};
use rtc_stun::attributes::ATTR_CHANNEL_NUMBER;
use rtc_stun::message::{METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION};

#[test]
fn without_a_permission_nothing_passes() {
    let mut world = World::new();
    let page = world.allocated();
    assert_eq!(page.send(&mut world, PUBLIC, b"x"), Answer::Silence);
    assert_eq!(world.peer_says(PUBLIC, b"x"), None);
    assert_eq!(page.permit(&mut world, PUBLIC), Answer::Success);
    assert_eq!(page.send(&mut world, PUBLIC, b"x"), relayed(PUBLIC, b"x"));
    assert!(world.peer_says(PUBLIC, b"x").is_some());
    assert_eq!(world.peer_says("8.8.8.4:4000", b"x"), None, "another address");
    assert!(
        world.peer_says("8.8.8.8:4001", b"x").is_some(),
        "a permission knows no port (RFC 8656 §2.3)"
    );
}

#[test]
fn a_permission_lasts_five_minutes_and_a_channel_ten() {
    let mut world = World::new();
    let page = world.allocated();
    assert_eq!(page.refresh(&mut world, 3_600), Answer::Success);
    assert_eq!(page.bind(&mut world, 0x4000, PUBLIC), Answer::Success);
    world.pass(299);
    assert_eq!(page.send_on(&mut world, 0x4000, b"x"), relayed(PUBLIC, b"x"));
    world.pass(1);
    assert_eq!(page.send_on(&mut world, 0x4000, b"x"), Answer::Silence);
    assert_eq!(world.peer_says(PUBLIC, b"x"), None);
    assert_eq!(page.permit(&mut world, PUBLIC), Answer::Success);
    assert_eq!(page.send_on(&mut world, 0x4000, b"x"), relayed(PUBLIC, b"x"));
    world.pass(299);
    assert_eq!(page.permit(&mut world, PUBLIC), Answer::Success);
    world.pass(1);
    assert_eq!(
        page.send_on(&mut world, 0x4000, b"x"),
        Answer::Silence,
        "the channel is over"
    );
    assert_eq!(
        page.bind(&mut world, 0x4000, MEDIA),
        Answer::Success,
        "and its number free"
    );
}

#[test]
fn a_channel_has_one_peer_and_a_peer_one_channel() {
    let mut world = World::new();
    let page = world.allocated();
    assert_eq!(page.bind(&mut world, 0x4000, PUBLIC), Answer::Success);
    assert_eq!(
        page.bind(&mut world, 0x4000, PUBLIC),
        Answer::Success,
        "again: prolonged"
    );
    assert_eq!(page.bind(&mut world, 0x4000, MEDIA), Answer::Failure(400));
    assert_eq!(page.bind(&mut world, 0x4001, PUBLIC), Answer::Failure(400));
    assert_eq!(page.bind(&mut world, 0x7FFF, MEDIA), Answer::Success);
    for number in [0, 0x3FFF, 0x8000, 0xFFFF] {
        assert_eq!(
            page.bind(&mut world, number, "8.8.8.4:4000"),
            Answer::Failure(400),
            "{number:x}"
        );
    }
    assert_eq!(page.send_on(&mut world, 0x4002, b"x"), Answer::Silence);
}

#[test]
fn a_request_must_name_its_peer() {
    let mut world = World::new();
    let page = world.allocated();
    assert_eq!(
        page.ask(&mut world, METHOD_CREATE_PERMISSION, |_| {}),
        Answer::Failure(400)
    );
    let without_peer = page.ask(&mut world, METHOD_CHANNEL_BIND, |message| {
        message.add(ATTR_CHANNEL_NUMBER, &[0x40, 0, 0, 0]);
    });
    assert_eq!(without_peer, Answer::Failure(400));
    let without_number = page.ask(&mut world, METHOD_CHANNEL_BIND, peer_address(PUBLIC));
    assert_eq!(without_number, Answer::Failure(400));
}

#[test]
fn one_forbidden_peer_forbids_all_that_are_asked_for_with_it() {
    let mut world = World::new();
    let page = world.allocated();
    let answer = page.ask(&mut world, METHOD_CREATE_PERMISSION, |message| {
        peer_address(PUBLIC)(message);
        peer_address("127.0.0.1:1")(message);
    });
    assert_eq!(answer, Answer::Failure(403));
    assert_eq!(page.send(&mut world, PUBLIC, b"x"), Answer::Silence);
    let both = page.ask(&mut world, METHOD_CREATE_PERMISSION, |message| {
        peer_address(PUBLIC)(message);
        peer_address(MEDIA)(message);
    });
    assert_eq!(both, Answer::Success);
    assert_eq!(page.send(&mut world, PUBLIC, b"x"), relayed(PUBLIC, b"x"));
    assert_eq!(page.send(&mut world, MEDIA, b"x"), relayed(MEDIA, b"x"));
}
