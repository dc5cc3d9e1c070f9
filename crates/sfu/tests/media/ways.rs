//! Real sockets of every kind: TCP, IPv6, and both families at one port.

use std::io::Read;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use sfu::api::{Candidate, LegKey, RoomKey, Transport};

use super::page::{Page, media_plane, media_plane_at, page, page_by};
use super::three_peers::meet;

const ROOM: RoomKey = RoomKey(1);

fn by_tcp(candidate: &Candidate) -> bool {
    candidate.transport == Transport::Tcp
}

#[test]
fn who_has_only_tcp_takes_part() {
    let (sfu, events) = media_plane(1);
    let pages: Vec<Page> = vec![
        page_by(&sfu, ROOM, (1, None), by_tcp),
        page_by(&sfu, ROOM, (2, None), by_tcp),
        page(&sfu, ROOM, 3, None),
    ];
    let view = sfu.clone();
    meet(sfu, events, pages);
    let stats = view.stats();
    assert_eq!(
        (stats[0].dropped_connection, stats[0].connections_refused),
        (0, 0)
    );
}

#[test]
fn a_call_is_held_over_ipv6_alone() {
    let (sfu, events) = media_plane_at("[::1]:0", &[], 1);
    let addresses = sfu.prepare(ROOM, LegKey(99)).candidates;
    assert!(addresses.iter().all(|candidate| candidate.address.is_ipv6()));
    let pages = vec![
        page(&sfu, ROOM, 1, None),
        page(&sfu, ROOM, 2, None),
        page_by(&sfu, ROOM, (3, None), by_tcp),
    ];
    meet(sfu, events, pages);
}

#[test]
fn both_families_meet_at_one_port() {
    let (sfu, events) = media_plane_at("[::]:0", &["127.0.0.1", "::1"], 1);
    let pages = vec![
        page_by(&sfu, ROOM, (1, None), |candidate| candidate.address.is_ipv4()),
        page_by(&sfu, ROOM, (2, None), |candidate| candidate.address.is_ipv6()),
        page_by(&sfu, ROOM, (3, None), |candidate| {
            by_tcp(candidate) && candidate.address.is_ipv4()
        }),
    ];
    meet(sfu, events, pages);
}

#[test]
fn strangers_at_the_port_beyond_their_share_are_turned_away_and_a_call_is_held() {
    let (sfu, events) = media_plane(1);
    let candidates = sfu.prepare(ROOM, LegKey(99)).candidates;
    let ours = candidates
        .iter()
        .find(|candidate| by_tcp(candidate))
        .expect("TCP is on");
    let pages = (1..=3).map(|leg| page(&sfu, ROOM, leg, None)).collect();
    let mut strangers: Vec<TcpStream> = (0..100)
        .map(|_| TcpStream::connect(ours.address).expect("the kernel takes it"))
        .collect();
    let view = sfu.clone();
    let begun = Instant::now();
    while view.stats()[0].connections_refused < 36 {
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", view.stats());
        std::thread::yield_now();
    }
    assert_eq!(view.stats()[0].connections, 64);
    let refused = strangers.last_mut().expect("a hundred");
    assert_eq!(refused.read(&mut [0; 10]).expect("an orderly end"), 0);
    meet(sfu, events, pages);
}
