//! Allocations: made, prolonged, given up, over.

use crate::support::{ANN, Answer, MEDIA, World, address_in, peer_address, relayed, relayed_in};
use rtc_stun::attributes::{
    ATTR_EVEN_PORT, ATTR_LIFETIME, ATTR_REQUESTED_ADDRESS_FAMILY, ATTR_REQUESTED_TRANSPORT,
    ATTR_XORMAPPED_ADDRESS,
};
use rtc_stun::message::{METHOD_ALLOCATE, METHOD_REFRESH};

#[test]
fn an_allocation_tells_its_address_and_that_of_the_client() {
    let mut world = World::new();
    let mut page = world.client(ANN, "ann");
    page.challenged(&mut world);
    let bytes = page.signed(&mut world, METHOD_ALLOCATE, |message| {
        message.add(ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
    });
    let (answer, reply) = world.say(page.client, &bytes);
    assert_eq!(answer, Answer::Success);
    assert_eq!(relayed_in(&reply), *world.relays.open.values().next().unwrap());
    assert_eq!(address_in(&reply, ATTR_XORMAPPED_ADDRESS), ANN.parse().unwrap());

    // The answer was lost and the request comes again: the same allocation. Another request: a mistake.
    let (again, repeated) = world.say(page.client, &bytes);
    assert_eq!(
        (again, relayed_in(&repeated)),
        (Answer::Success, relayed_in(&reply))
    );
    assert_eq!(page.allocate(&mut world), Answer::Failure(437));
    assert_eq!(world.stats().allocations, 1);
}

#[test]
fn what_cannot_be_given_is_refused_as_the_rfc_says() {
    let mut world = World::new();
    let mut page = world.client(ANN, "ann");
    page.challenged(&mut world);
    let mut ask = |attributes: &[(_, &[u8])]| {
        page.ask(&mut world, METHOD_ALLOCATE, |message| {
            for (kind, value) in attributes {
                message.add(*kind, value);
            }
        })
    };
    let udp = (ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0][..]);
    assert_eq!(ask(&[]), Answer::Failure(400), "no transport");
    assert_eq!(
        ask(&[(ATTR_REQUESTED_TRANSPORT, &[6, 0, 0, 0])]),
        Answer::Failure(442),
        "TCP to peers"
    );
    assert_eq!(ask(&[udp, (ATTR_EVEN_PORT, &[0x80])]), Answer::Failure(420));
    assert_eq!(
        ask(&[udp, (ATTR_REQUESTED_ADDRESS_FAMILY, &[2, 0, 0, 0])]),
        Answer::Failure(440),
        "no IPv6 here"
    );
    assert_eq!(
        ask(&[udp, (ATTR_REQUESTED_ADDRESS_FAMILY, &[7, 0, 0, 0])]),
        Answer::Failure(440)
    );
    assert_eq!(
        ask(&[udp, (ATTR_REQUESTED_ADDRESS_FAMILY, &[1, 0, 0, 0])]),
        Answer::Success
    );
}

#[test]
fn an_allocation_of_ipv6_relays_ipv6_only() {
    let mut world = World::new();
    world.relays.v6 = true;
    let mut page = world.client(ANN, "ann");
    page.challenged(&mut world);
    let answer = page.ask(&mut world, METHOD_ALLOCATE, |message| {
        message.add(ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
        message.add(ATTR_REQUESTED_ADDRESS_FAMILY, &[2, 0, 0, 0]);
    });
    assert_eq!(answer, Answer::Success);
    assert_eq!(page.permit(&mut world, MEDIA), Answer::Failure(443));
    assert_eq!(page.bind(&mut world, 0x4000, MEDIA), Answer::Failure(443));
    assert_eq!(page.permit(&mut world, "[2a00:1450::1]:4000"), Answer::Success);
}

#[test]
fn no_port_is_left() {
    let mut world = World::new();
    world.relays.full = true;
    let mut page = world.client(ANN, "ann");
    assert_eq!(page.allocate(&mut world), Answer::Failure(508));
    assert_eq!((world.stats().allocations, world.stats().over_limit), (0, 1));
}

#[test]
fn an_allocation_lasts_ten_minutes_and_as_long_as_it_is_refreshed() {
    let mut world = World::new();
    let page = world.allocated();
    world.pass(599);
    assert_eq!(page.refresh(&mut world, 600), Answer::Success);
    world.pass(599);
    assert_eq!(world.relays.open.len(), 1);
    world.pass(1);
    assert!(world.relays.open.is_empty(), "its socket is closed");
    assert_eq!(page.refresh(&mut world, 600), Answer::Failure(437));
    assert_eq!(page.permit(&mut world, MEDIA), Answer::Failure(437));
    assert_eq!(page.bind(&mut world, 0x4000, MEDIA), Answer::Failure(437));
    assert_eq!(page.send(&mut world, MEDIA, b"x"), Answer::Silence);
}

#[test]
fn no_lifetime_is_longer_than_an_hour_nor_shorter_than_ten_minutes() {
    let mut world = World::new();
    let page = world.allocated();
    for (asked, given) in [(u32::MAX, 3_600u32), (1, 600)] {
        let bytes = page.signed(&mut world, METHOD_REFRESH, |message| {
            message.add(ATTR_LIFETIME, &asked.to_be_bytes());
        });
        let (_, reply) = world.say(page.client, &bytes);
        let lifetime = crate::support::read(&reply).get(ATTR_LIFETIME).unwrap();
        assert_eq!(lifetime, given.to_be_bytes());
    }
}

#[test]
fn an_allocation_is_given_up_with_a_lifetime_of_nothing() {
    let mut world = World::new();
    let mut page = world.allocated();
    assert_eq!(page.refresh(&mut world, 0), Answer::Success);
    assert!(world.relays.open.is_empty());
    assert_eq!(
        page.allocate(&mut world),
        Answer::Success,
        "and another may be had"
    );
}

#[test]
fn an_allocation_ends_with_the_connection_that_it_was_made_on() {
    let mut world = World::new();
    let page = world.allocated();
    world.server.gone(page.client, &mut world.relays);
    assert!(world.relays.open.is_empty());
    assert!(!world.server.has_allocation(page.client));
    assert_eq!(page.send(&mut world, MEDIA, b"x"), Answer::Silence);
}

#[test]
fn packets_go_both_ways() {
    let mut world = World::new();
    let page = world.allocated();
    assert_eq!(page.permit(&mut world, MEDIA), Answer::Success);
    assert_eq!(page.send(&mut world, MEDIA, b"to"), relayed(MEDIA, b"to"));
    let (client, indication) = world.peer_says(MEDIA, b"fro").unwrap();
    assert_eq!(client, page.client);
    let mut expected = rtc_stun::message::Message::new();
    expected.transaction_id = crate::support::read(&indication).transaction_id;
    peer_address(MEDIA)(&mut expected);
    let attributes = crate::support::read(&indication).attributes;
    assert_eq!(attributes.0[0], expected.attributes.0[0], "XOR-PEER-ADDRESS");
    assert_eq!(attributes.0[1].value, b"fro");

    assert_eq!(page.bind(&mut world, 0x4000, MEDIA), Answer::Success);
    assert_eq!(page.send_on(&mut world, 0x4000, b"to"), relayed(MEDIA, b"to"));
    let (_, message) = world.peer_says(MEDIA, b"fro").unwrap();
    assert_eq!(message, b"\x40\0\0\x03fro");
    assert_eq!(
        (world.stats().bytes_to_peers, world.stats().bytes_to_clients),
        (4, 6)
    );
}
