//! ICE over TCP: whoever has no UDP takes part, and a connection is a way of its own.

use std::net::SocketAddr;
use std::time::Duration;

use sfu::api::{Command, LegKey};
use sfu::core::Route;

use super::hostile::{call, goes_on};
use super::wire::picture;
use super::world::{STEP, World, audio_slot, camera, video_slot};

/// A call of two in which page 2 sees page 1, and has come over TCP.
fn call_over_tcp() -> (World, Route, super::stream::Wire) {
    let mut world = call();
    let (route, wire) = world.move_to_tcp(2);
    (world, route, wire)
}

#[test]
fn a_page_on_tcp_and_one_on_udp_hear_and_see_each_other() {
    let (mut world, _, _) = call_over_tcp();
    world.show(1, 0, Some(camera(2)));
    world.picture(2, 1, true);
    for sequence in 0..10u16 {
        world.sound(1, sequence, 20);
        world.sound(2, sequence, 20);
        world.picture(1, 10 + u64::from(sequence), false);
        world.picture(2, 10 + u64::from(sequence), false);
        world.advance(Duration::from_millis(20));
    }
    for (leg, pictures) in [(1, 11), (2, 11)] {
        let peer = world.peer(leg);
        assert_eq!(peer.stream(audio_slot(leg, 0)).len(), 10, "page {leg} hears");
        assert_eq!(peer.stream(video_slot(leg, 0)).len(), pictures, "page {leg} sees");
    }
    assert!(world.streams.connections.packets > 20);
}

#[test]
fn a_call_goes_on_over_tcp_when_udp_no_longer_gets_through() {
    let mut world = call();
    let by_udp = world.peer(2).address;
    world.lose = Box::new(|_| true);
    world.picture(1, 2, false);
    world.advance(STEP);
    assert_eq!(world.peer(2).rtp.len(), 1, "UDP is dead");
    world.lose = Box::new(|_| false);
    let (by_tcp, _) = world.move_to_tcp(2);
    goes_on(&mut world, 3);
    assert!(world.shard.is_validated(by_udp) && world.shard.is_validated(by_tcp));
}

#[test]
fn a_closed_connection_takes_its_validated_pair_with_it() {
    let mut world = call();
    let by_udp = world.peer(2).address;
    let (by_tcp, wire) = world.move_to_tcp(2);
    goes_on(&mut world, 2);
    world.hang_up(by_tcp);
    assert!(wire.is_closed() && !world.shard.is_validated(by_tcp));
    world.peer(2).address = by_udp;
    // Before any other check: what was validated besides is taken again.
    goes_on(&mut world, 3);
}

#[test]
fn a_connection_proves_nothing_about_datagrams_from_the_same_address_nor_about_the_next_one() {
    let remote = SocketAddr::from(([127, 0, 0, 1], 40_000));
    let mut world = World::room(2);
    let (first, _) = world.connect(remote).expect("a connection");
    world.peer(1).address = first;
    world.check(1, true);
    let sealed = |world: &mut World, sequence| picture(1, sequence, true).seal(&world.peer(1).sealer);
    for (other, sequence) in [
        (Route::Udp(remote), 1),
        (world.connect(remote).expect("another").0, 2),
    ] {
        let before = world.shard.counters().dropped_address;
        let bytes = sealed(&mut world, sequence);
        world.datagram(other, bytes);
        assert_eq!(world.shard.counters().dropped_address, before + 1, "{other:?}");
    }
    let bytes = sealed(&mut world, 3);
    world.datagram(first, bytes);
    assert_eq!(world.shard.counters().dropped_address, 2);
    assert_eq!(world.events.len(), 1, "the source has started");
}

#[test]
fn connections_end_with_their_leg() {
    let (mut world, route, wire) = call_over_tcp();
    world.expire_after(Duration::from_secs(20));
    assert!(
        world.shard.is_validated(route),
        "it proved itself, so it may stay"
    );
    world.command(Command::Remove { leg: LegKey(2) });
    world.expire_after(Duration::from_secs(1));
    assert!(wire.is_closed());
    assert_eq!(world.streams.connections.count(), 0);
}
