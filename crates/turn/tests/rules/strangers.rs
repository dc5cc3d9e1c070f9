//! What somebody without a credential costs, and whom he can hurt with a forged address.

use crate::support::{ANN, Answer, World, address_in, request};
use rtc_stun::attributes::{ATTR_REQUESTED_TRANSPORT, ATTR_XORMAPPED_ADDRESS};
use rtc_stun::message::{
    METHOD_ALLOCATE, METHOD_BINDING, METHOD_CHANNEL_BIND, METHOD_CONNECT, METHOD_CREATE_PERMISSION,
    METHOD_REFRESH,
};
use turn::{Client, Transport};

/// What IPv4 and UDP put around a message, in bytes.
const AROUND: usize = 28;

#[test]
fn a_stranger_gets_a_challenge_and_leaves_nothing_behind() {
    let mut world = World::new();
    let client = world.client(ANN, "ann").client;
    for method in [
        METHOD_ALLOCATE,
        METHOD_REFRESH,
        METHOD_CREATE_PERMISSION,
        METHOD_CHANNEL_BIND,
    ] {
        let bytes = request(&mut world, method, |_| {});
        assert_eq!(world.say(client, &bytes).0, Answer::Failure(401), "{method}");
    }
    assert!(!world.server.has_allocation(client));
    assert!(world.relays.open.is_empty());
    assert_eq!((world.stats().unauthorized, world.stats().allocations), (4, 0));
}

#[test]
fn an_answer_is_hardly_larger_than_its_question() {
    let mut world = World::new();
    let client = world.client(ANN, "ann").client;
    // The shortest questions that there can be; browsers ask longer ones.
    let binding = request(&mut world, METHOD_BINDING, |_| {});
    let allocate = request(&mut world, METHOD_ALLOCATE, |message| {
        message.add(ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
    });
    for question in [binding, allocate] {
        let (_, answer) = world.say(client, &question);
        let factor = (answer.len() + AROUND) as f64 / (question.len() + AROUND) as f64;
        assert!(factor < 1.6, "{} bytes for {}", answer.len(), question.len());
    }
}

#[test]
fn nobody_is_flooded_through_us() {
    let mut world = World::new();
    let victim = world.client(ANN, "ann").client;
    let mut sent = 0;
    for second in 0..10 {
        for _ in 0..5_000 {
            let bytes = request(&mut world, METHOD_ALLOCATE, |_| {});
            sent += world.say(victim, &bytes).1.len();
        }
        world.pass(1);
        assert!(world.stats().unanswered > second * 4_000);
    }
    assert!(sent / 10 < 10_000, "{} bytes a second", sent / 10);
}

#[test]
fn who_has_a_credential_is_answered_while_his_network_is_flooded() {
    let mut world = World::new();
    let page = world.allocated();
    for _ in 0..5_000 {
        let bytes = request(&mut world, METHOD_ALLOCATE, |_| {});
        world.say(page.client, &bytes);
    }
    assert_eq!(page.refresh(&mut world, 600), Answer::Success);
}

#[test]
fn anybody_may_ask_where_he_is() {
    let mut world = World::new();
    for (address, seen) in [
        (ANN, ANN),
        ("[::ffff:192.0.2.1]:5000", ANN),
        ("[2001:db8::1]:7", "[2001:db8::1]:7"),
    ] {
        let client = Client {
            transport: Transport::Udp,
            address: address.parse().unwrap(),
        };
        let bytes = request(&mut world, METHOD_BINDING, |_| {});
        let (answer, reply) = world.say(client, &bytes);
        assert_eq!(answer, Answer::Success);
        assert_eq!(address_in(&reply, ATTR_XORMAPPED_ADDRESS), seen.parse().unwrap());
    }
}

#[test]
fn what_is_not_spoken_is_not_answered() {
    let mut world = World::new();
    let client = world.client(ANN, "ann").client;
    let connect = request(&mut world, METHOD_CONNECT, |_| {});
    assert_eq!(world.say(client, &connect).0, Answer::Silence);
    for bytes in [
        &b""[..],
        b"\x40",
        b"\x40\0\0\x05abc",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\0\0",
    ] {
        assert_eq!(world.say(client, bytes).0, Answer::Silence);
    }
}
