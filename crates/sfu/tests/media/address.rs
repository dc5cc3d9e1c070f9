//! Only an address that ICE validated can feed DTLS or media.

use std::net::SocketAddr;

use sfu::core::Job;

use super::wire::{binding_request, picture};
use super::world::{STEP, World, camera};

fn client_hello() -> Vec<u8> {
    let mut bytes = vec![22, 0xFE, 0xFD];
    bytes.resize(60, 0);
    bytes
}

fn dtls_jobs(world: &World) -> usize {
    world
        .jobs
        .iter()
        .filter(|job| matches!(job, Job::Datagram(..)))
        .count()
}

#[test]
fn dtls_from_a_stranger_is_dropped_until_a_check_proves_the_address() {
    let mut world = World::new();
    world.add(1, 3);
    let address = world.peer(1).address;
    world.datagram(address, client_hello());
    assert_eq!(
        (dtls_jobs(&world), world.shard.counters().dropped_address),
        (0, 1)
    );
    world.check(1, false);
    assert_eq!(world.peer(1).other.len(), 1, "the check is answered");
    world.datagram(address, client_hello());
    assert_eq!(dtls_jobs(&world), 1);
}

#[test]
fn a_check_with_a_wrong_password_or_name_proves_nothing() {
    let mut world = World::new();
    world.add(1, 3);
    let (address, mut transport) = (world.peer(1).address, world.peer(1).transport.clone());
    world.datagram(address, binding_request(&transport, "somebody else", true));
    transport.password = "guessed".to_owned();
    world.datagram(address, binding_request(&transport, "page1", true));
    world.datagram(address, client_hello());
    assert_eq!((dtls_jobs(&world), world.shard.counters().dropped_stun), (0, 2));
    assert!(world.peer(1).other.is_empty(), "a wrong check is not answered");
}

#[test]
fn media_follows_a_page_to_the_address_it_nominates() {
    let mut world = World::room(2);
    world.show(2, 0, Some(camera(1)));
    world.picture(1, 1, true);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), 1);
    let moved = SocketAddr::from(([127, 0, 0, 1], 30_000));
    world.peer(2).address = moved.into();
    world.picture(1, 2, false);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), 1, "still sent to the old address");
    world.check(2, true);
    world.picture(1, 3, false);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), 2);
}

#[test]
fn media_from_an_address_that_is_not_validated_is_dropped() {
    let mut world = World::room(2);
    let sealed = picture(1, 1, true).seal(&world.peer(1).sealer);
    world.datagram(SocketAddr::from(([127, 0, 0, 1], 31_000)), sealed);
    assert_eq!(world.shard.counters().dropped_address, 1);
    assert!(world.events.is_empty());
}

#[test]
fn a_check_from_port_zero_is_no_way_to_a_page() {
    let mut world = World::room(1);
    let transport = world.peer(1).transport.clone();
    let nowhere = SocketAddr::from(([127, 0, 0, 1], 0));
    world.datagram(nowhere, binding_request(&transport, "page1", true));
    assert!(!world.shard.is_validated(nowhere.into()));
}
