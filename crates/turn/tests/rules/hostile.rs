//! Ways to somebody else than the media plane, and none of them open.

use crate::support::{ANN, Answer, MEDIA, World, request};
use proptest::prelude::*;
use rtc_stun::message::METHOD_BINDING;

/// Places within the network behind the server and outside, which are not the media plane's.
const ELSEWHERE: [&str; 22] = [
    // Networks of every kind.
    "1.1.1.1:53",
    "8.8.8.9:4000",
    "127.0.0.1:22",
    "10.0.0.1:443",
    "172.16.0.1:443",
    "192.168.0.1:80",
    "169.254.169.254:80",
    "100.64.0.1:80",
    "0.0.0.0:80",
    "192.0.0.192:80",
    "198.18.0.1:80",
    "203.0.113.1:80",
    "224.0.0.251:5353",
    "255.255.255.255:67",
    // This very machine, at an address of the public internet: its server, a neighbour's relay, our own.
    "9.9.9.9:3478",
    "9.9.9.9:80",
    "9.9.9.9:50001",
    "9.9.9.9:50000",
    // Beside the media plane.
    "10.0.0.5:10001",
    "10.0.0.5:22",
    "10.0.0.6:10000",
    "10.0.0.5:0",
];

/// The same in IPv6.
const ELSEWHERE_V6: [&str; 13] = [
    "[2606:4700::1]:53",
    "[::1]:22",
    "[::]:22",
    "[fd00::1]:80",
    "[fe80::1]:80",
    "[fec0::1]:80",
    "[ff02::1]:80",
    "[2001:db8::1]:80",
    "[::ffff:127.0.0.1]:22",
    "[::ffff:10.0.0.5]:10000",
    "[::127.0.0.1]:22",
    "[64:ff9b::10.0.0.5]:10000",
    "[2002:a00:5::]:10000",
];

#[test]
fn no_channel_leads_elsewhere() {
    let mut world = World::new();
    let page = world.allocated();
    for peer in ELSEWHERE {
        assert_eq!(
            page.bind(&mut world, 0x4000, peer),
            Answer::Failure(403),
            "{peer}"
        );
    }
    assert_eq!(world.stats().forbidden, ELSEWHERE.len() as u64);
}

#[test]
fn no_permission_leads_elsewhere() {
    let mut world = World::new();
    let page = world.allocated();
    for peer in ELSEWHERE.iter().filter(|peer| !peer.starts_with("10.0.0.5:")) {
        assert_eq!(page.permit(&mut world, peer), Answer::Failure(403), "{peer}");
    }
}

#[test]
fn a_permission_for_the_media_plane_opens_no_other_port_there() {
    let mut world = World::new();
    let page = world.allocated();
    for port in ["10.0.0.5:22", MEDIA, "10.0.0.5:0"] {
        assert_eq!(
            page.permit(&mut world, port),
            Answer::Success,
            "permissions know no ports"
        );
    }
    for peer in ELSEWHERE {
        assert_eq!(page.send(&mut world, peer, b"x"), Answer::Silence, "{peer}");
        assert_eq!(world.peer_says(peer, b"x"), None, "nor back: {peer}");
    }
    assert!(matches!(page.send(&mut world, MEDIA, b"x"), Answer::Relayed(..)));
}

#[test]
fn no_form_of_ipv6_leads_elsewhere() {
    let mut world = World::new();
    world.relays.v6 = true;
    let mut page = world.client(ANN, "ann");
    page.challenged(&mut world);
    let answer = page.ask(&mut world, rtc_stun::message::METHOD_ALLOCATE, |message| {
        message.add(rtc_stun::attributes::ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
        message.add(rtc_stun::attributes::ATTR_REQUESTED_ADDRESS_FAMILY, &[2, 0, 0, 0]);
    });
    assert_eq!(answer, Answer::Success);
    for peer in ELSEWHERE_V6 {
        assert_eq!(page.permit(&mut world, peer), Answer::Failure(403), "{peer}");
        assert_eq!(
            page.bind(&mut world, 0x4000, peer),
            Answer::Failure(403),
            "{peer}"
        );
        assert_eq!(page.send(&mut world, peer, b"x"), Answer::Silence, "{peer}");
        assert_eq!(world.peer_says(peer, b"x"), None, "{peer}");
    }
}

#[test]
fn an_allocation_of_ipv4_knows_no_ipv6() {
    let mut world = World::new();
    let page = world.allocated();
    for peer in ELSEWHERE_V6 {
        assert_eq!(page.permit(&mut world, peer), Answer::Failure(443), "{peer}");
        assert_eq!(page.send(&mut world, peer, b"x"), Answer::Silence, "{peer}");
    }
}

#[test]
fn a_message_that_is_too_long_is_not_read() {
    let mut world = World::new();
    let long = request(&mut world, METHOD_BINDING, |message| {
        message.add(rtc_stun::attributes::AttrType(0x8022), &[0; 5_000]);
    });
    let client = world.client(ANN, "ann").client;
    assert_eq!(world.say(client, &long).0, Answer::Silence);
}

proptest! {
    /// Whatever a stranger sends, he gets no allocation, nobody is sent anything, and the server goes on.
    #[test]
    fn any_bytes_are_survived(packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20)) {
        let mut world = World::new();
        let page = world.allocated();
        for packet in &packets {
            let (answer, _) = world.say(page.client, packet);
            prop_assert!(!matches!(answer, Answer::Relayed(..) | Answer::Success));
        }
        prop_assert_eq!(world.stats().allocations, 1);
        prop_assert!(matches!(page.refresh(&mut world, 600), Answer::Success));
    }

    /// A good request of which any byte was changed changes nothing.
    #[test]
    fn any_change_is_noticed(at in 0usize..150, to in any::<u8>()) {
        let mut world = World::new();
        let page = world.allocated();
        let mut bytes = page.signed(&mut world, rtc_stun::message::METHOD_CREATE_PERMISSION, crate::support::peer_address(MEDIA));
        let at = at % bytes.len();
        // The first two bytes say which kind of request it is; that of no signature is answered to anybody.
        prop_assume!(at > 1 && bytes[at] != to);
        bytes[at] = to;
        let (answer, _) = world.say(page.client, &bytes);
        prop_assert_ne!(answer, Answer::Success);
        prop_assert_eq!(page.send(&mut world, MEDIA, b"x"), Answer::Silence);
    }
}
