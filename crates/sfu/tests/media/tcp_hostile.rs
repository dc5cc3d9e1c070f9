//! What strangers do to the TCP port changes nothing for a running call, and costs little.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::hostile::{call, goes_on};
use super::stream::frame;
use super::wire::{Seeded, binding_request, picture};
use super::world::{STEP, World, camera};

const REMOTE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)), 40_000);
/// Time for a first valid check.
const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn half_frames_byte_by_byte_are_taken_as_what_they_are() {
    let mut world = call();
    let (route, _) = world.connect(REMOTE).expect("a connection");
    let transport = world.peer(2).transport.clone();
    let check = binding_request(&transport, "page2", true);
    for byte in frame(&check) {
        assert!(!world.shard.is_validated(route));
        world.bytes(route, &[byte]);
    }
    assert!(world.shard.is_validated(route));
    world.peer(2).address = route;
    goes_on(&mut world, 2);
}

#[test]
fn a_frame_longer_than_any_datagram_closes_the_connection() {
    let mut world = call();
    let (route, wire) = world.connect(REMOTE).expect("a connection");
    let transport = world.peer(2).transport.clone();
    world.bytes(route, &frame(&binding_request(&transport, "page2", true)));
    world.bytes(route, &[0xFF, 0xFF, 0]);
    assert!(wire.is_closed() && !world.shard.is_validated(route));
    goes_on(&mut world, 2);
}

#[test]
fn garbage_is_dropped_and_its_connection_closed_after_ten_seconds() {
    let mut world = call();
    let mut random = Seeded(20_261_123);
    let (route, _) = world.connect(REMOTE).expect("a connection");
    for _ in 0..500 {
        let garbage: Vec<u8> = (0..random.next() % 1500).map(|_| random.next() as u8).collect();
        world.bytes(route, &frame(&garbage));
    }
    assert_eq!(world.streams.connections.count(), 1);
    world.expire_after(PATIENCE - Duration::from_secs(1));
    assert_eq!(world.streams.connections.count(), 1, "there is time yet");
    world.expire_after(Duration::from_secs(1));
    assert_eq!(world.streams.connections.count(), 0);
    goes_on(&mut world, 2);
}

#[test]
fn a_flood_of_connections_leaves_room_for_a_page() {
    let mut world = call();
    let mut wires = Vec::new();
    for number in 0..20_000u32 {
        let ip = Ipv4Addr::from_bits(Ipv4Addr::new(203, 0, 0, 0).to_bits() + number / 100);
        wires.extend(world.connect(SocketAddr::new(ip.into(), (number % 60_000) as u16)));
    }
    assert!(world.streams.connections.count() <= 1024);
    assert!(world.streams.connections.refused > 18_000);
    let (route, _) = world.move_to_tcp(2);
    goes_on(&mut world, 2);
    // The flood goes on; who has proved himself is not given up for it.
    for number in 0..5_000u32 {
        let ip = Ipv4Addr::from_bits(Ipv4Addr::new(192, 0, 0, 0).to_bits() + number);
        wires.extend(world.connect(SocketAddr::new(ip.into(), 1)));
    }
    assert!(world.shard.is_validated(route));
    goes_on(&mut world, 3);
    world.expire_after(PATIENCE);
    assert_eq!(world.streams.connections.count(), 1);
}

#[test]
fn one_address_opens_no_more_than_its_share() {
    let mut world = World::new();
    let open = |world: &mut World, ip: &str, count: u16| {
        let ip: IpAddr = ip.parse().expect("an address");
        (0..count)
            .filter(|port| world.connect(SocketAddr::new(ip, *port)).is_some())
            .count()
    };
    assert_eq!(open(&mut world, "198.51.100.7", 200), 64);
    assert_eq!(open(&mut world, "::ffff:198.51.100.7", 5), 0, "the same address");
    assert_eq!(open(&mut world, "2001:db8::1", 60), 60);
    assert_eq!(open(&mut world, "2001:db8::2", 60), 4, "the same network");
    assert_eq!(open(&mut world, "198.51.100.8", 5), 5);
    world.expire_after(PATIENCE);
    assert_eq!(
        open(&mut world, "198.51.100.7", 200),
        64,
        "after they were closed"
    );
}

#[test]
fn a_page_that_reads_slowly_loses_whole_packets_and_harms_nobody() {
    let mut world = World::room(3);
    for leg in [2, 3] {
        world.show(leg, 0, Some(camera(1)));
    }
    world.picture(1, 1, true);
    let (route, wire) = world.move_to_tcp(2);
    wire.narrow(700);
    for sequence in 2..2_000 {
        let mut packet = picture(1, sequence, false);
        packet.payload.resize(1_000, 1);
        world.rtp(1, &packet);
        world.advance(STEP);
    }
    assert_eq!(world.peer(3).rtp.len(), 1_999, "the other sees everything");
    let dropped = world.streams.connections.dropped;
    assert!(dropped > 1_800, "{dropped}");
    // Whatever arrives in the end is whole: it would not open otherwise.
    let before = world.peer(2).rtp.len();
    world.widen(route, &wire);
    let late = world.peer(2).rtp.len() - before;
    assert!((40..=70).contains(&late), "{late} waited");
    goes_on(&mut world, 2_000);
    assert_eq!(world.streams.connections.dropped, dropped);
}
