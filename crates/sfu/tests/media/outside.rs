//! What a STUN server says of the media port is announced; what anybody else says is not.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use sfu::api::{Candidate, LegKey, Outside, RoomKey, Transport};
use sfu::core::{Output, Route, Shard};

use super::page::media_plane;

const ID: [u8; 12] = *b"a hard guess";
const SERVER: &str = "192.0.2.1:3478";
const SEEN: &str = "203.0.113.7:4321";

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

/// A success response that names an IPv4 address.
fn response(id: &[u8], seen: SocketAddr) -> Vec<u8> {
    let SocketAddr::V4(seen) = seen else {
        panic!("{seen} is not IPv4");
    };
    let mut message = vec![1, 1, 0, 12, 0x21, 0x12, 0xA4, 0x42];
    message.extend_from_slice(id);
    message.extend_from_slice(&[0, 0x20, 0, 8, 0, 1]);
    message.extend_from_slice(&(seen.port() ^ 0x2112).to_be_bytes());
    message.extend_from_slice(&(seen.ip().to_bits() ^ 0x2112_A442).to_be_bytes());
    message
}

/// A shard that has asked.
fn asked() -> (Shard, Instant, Output) {
    let now = Instant::now();
    let (mut shard, mut out) = (Shard::new(now), Output::default());
    shard.ask_outside(address(SERVER), ID, now, &mut out);
    (shard, now, out)
}

fn answer(shard: &mut Shard, from: &str, mut message: Vec<u8>, now: Instant) -> Option<Outside> {
    let mut out = Output::default();
    shard.datagram(Route::from(address(from)), &mut message, now, &mut out);
    out.outside
}

#[test]
fn the_answer_of_the_server_to_our_question_counts() {
    let (mut shard, now, out) = asked();
    let requests: Vec<_> = out.datagrams().collect();
    assert_eq!(requests.len(), 1);
    assert_eq!(
        (requests[0].0, &requests[0].1[8..20]),
        (address(SERVER).into(), &ID[..])
    );
    let right = response(&ID, address(SEEN));
    assert_eq!(
        answer(&mut shard, "192.0.2.1:3479", right.clone(), now),
        None,
        "another port"
    );
    assert_eq!(
        answer(&mut shard, SERVER, response(b"another hard", address(SEEN)), now),
        None
    );
    assert_eq!(answer(&mut shard, SERVER, right[..20].to_vec(), now), None);
    assert_eq!(shard.counters().dropped_stun, 3);
    let seen = Some(Outside::Seen(address(SEEN)));
    assert_eq!(answer(&mut shard, SERVER, right.clone(), now), seen);
    assert_eq!(answer(&mut shard, SERVER, right, now), None, "once");
}

#[test]
fn a_server_that_names_nowhere_is_of_no_use() {
    for nowhere in ["0.0.0.0:1", "203.0.113.7:0", "255.255.255.255:1", "224.0.0.1:1"] {
        let (mut shard, now, _) = asked();
        let said = answer(&mut shard, SERVER, response(&ID, address(nowhere)), now);
        assert_eq!(said, Some(Outside::Silent), "{nowhere}");
    }
}

#[test]
fn a_lost_request_is_repeated_with_growing_patience_and_given_up_in_the_end() {
    let (mut shard, start, _) = asked();
    let (mut now, mut sent) = (start, Vec::new());
    let outcome = loop {
        let mut out = Output::default();
        shard.tick(now, &mut out);
        sent.extend(out.datagrams().map(|_| (now - start).as_millis()));
        if let Some(outcome) = out.outside {
            break outcome;
        }
        now += Duration::from_millis(100);
    };
    // RFC 8489 §6.2.1 has these times.
    assert_eq!(sent, [500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    assert_eq!((outcome, (now - start).as_millis()), (Outside::Silent, 39_500));
}

/// A STUN server that has these to say, one after the other; gives whom it saw.
fn serve(socket: &UdpSocket, seen: Option<SocketAddr>) -> SocketAddr {
    let mut buffer = [0; 100];
    let (size, from) = socket.recv_from(&mut buffer).expect("a request");
    assert_eq!((size, &buffer[..2]), (28, &[0, 1][..]));
    let response = response(&buffer[8..20], seen.unwrap_or(from));
    socket.send_to(&response, from).expect("sent");
    from
}

#[test]
fn legs_that_come_later_are_told_how_the_very_port_looks_behind_nat() {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let patience = Some(Duration::from_secs(10));
    socket.set_read_timeout(patience).expect("set");
    let (sfu, _events) = media_plane(1);
    let candidates = || sfu.prepare(RoomKey(1), LegKey(1)).candidates;
    let (before, mut view) = (candidates(), sfu.outside());
    let mut learn = |seen: Option<SocketAddr>| {
        let server = socket.local_addr().expect("bound");
        sfu.ask_outside(server).expect("asked");
        let from = serve(&socket, seen);
        let expected = seen.unwrap_or(from);
        let begun = Instant::now();
        while view.borrow_and_update()[0].address != Some(expected) {
            assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", sfu.stats());
            std::thread::yield_now();
        }
        from
    };
    // Without NAT in between nothing is new.
    let own = before[0].address;
    assert_eq!(learn(None), own, "asked from the media port itself");
    assert_eq!(candidates(), before);
    for seen in [SEEN, "203.0.113.8:1111"] {
        learn(Some(address(seen)));
        let reflexive = Candidate {
            base: Some(own),
            ..Candidate::host(Transport::Udp, address(seen))
        };
        assert_eq!(candidates(), [before[0], reflexive, before[1]]);
    }
}
