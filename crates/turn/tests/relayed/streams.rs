//! Connections that want something else, or nothing.

use crate::caller::Caller;
use crate::rig::{PATIENCE, Rig, rules};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use turn::{Limits, Peers, Rules};

/// The server closes the connection; whether with a word of farewell of TLS does not matter.
async fn is_closed(mut stream: TcpStream) {
    let mut buffer = [0; 100];
    let closed = async { while let Ok(1..) = stream.read(&mut buffer).await {} };
    timeout(PATIENCE * 10, closed).await.unwrap();
}

#[tokio::test]
async fn another_protocol_is_hung_up_on() {
    let rig = Rig::start().await;
    for words in [&b"\xff\xff\xff\xff"[..], b"\x80\0\0\0", b"\x40\0\xff\xff"] {
        let mut stream = TcpStream::connect(rig.turn.address()).await.unwrap();
        stream.write_all(words).await.unwrap();
        is_closed(stream).await;
        let mut stream = TcpStream::connect(rig.tls()).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        is_closed(stream).await;
    }
}

/// In simulated time, as it would take a quarter of a minute otherwise.
#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_hung_up_on() {
    let rig = Rig::start().await;
    let silent = TcpStream::connect(rig.turn.address()).await.unwrap();
    let shaking_no_hands = TcpStream::connect(rig.tls()).await.unwrap();
    let mut half = TcpStream::connect(rig.turn.address()).await.unwrap();
    half.write_all(b"\0\x01\0").await.unwrap();
    for stream in [silent, shaking_no_hands, half] {
        is_closed(stream).await;
    }
    assert_eq!(rig.turn.stats().connections, 0);
}

#[tokio::test]
async fn there_are_no_more_connections_than_may_be() {
    let rig = Rig::with(|media| Rules {
        limits: Limits {
            connections_per_address: 2,
            ..Limits::default()
        },
        ..rules(media)
    })
    .await;
    let credential = rig.issue("ann");
    let mut first = Caller::tcp(&rig, &credential).await;
    let mut second = Caller::tls(&rig, &credential).await;
    first.allocate().await.unwrap();
    second.allocate().await.unwrap();
    is_closed(TcpStream::connect(rig.turn.address()).await.unwrap()).await;
    is_closed(TcpStream::connect(rig.tls()).await.unwrap()).await;
    assert_eq!(rig.turn.stats().over_limit, 2);
    assert_eq!(rig.turn.stats().connections, 2);
}

/// Eight addresses with as many silent connections as they may have do not keep others out.
#[tokio::test]
async fn silent_strangers_have_to_go_for_others() {
    let rig = Rig::with(|media| Rules {
        limits: Limits {
            strangers: 3,
            ..Limits::default()
        },
        ..rules(media)
    })
    .await;
    let mut holder = Caller::tcp(&rig, &rig.issue("ann")).await;
    let relayed = holder.allocate().await.unwrap();
    let oldest = TcpStream::connect(rig.turn.address()).await.unwrap();
    let mut later = Vec::new();
    for _ in 0..3 {
        later.push(TcpStream::connect(rig.tls()).await.unwrap());
    }
    is_closed(oldest).await;
    let mut caller = Caller::tls(&rig, &rig.issue("bob")).await;
    caller.allocate().await.unwrap();
    // Who relays stays.
    holder.permit(relayed, rig.media).await.unwrap();
}

#[tokio::test]
async fn what_the_media_plane_is_learned_to_be_seen_at_is_reached() {
    let rig = Rig::start().await;
    let mut caller = Caller::udp(&rig, &rig.issue("ann")).await;
    let relayed = caller.allocate().await.unwrap();
    let learned = "198.18.0.9:10000".parse().unwrap();
    assert!(caller.permit(relayed, learned).await.unwrap_err().contains("403"));
    rig.turn.reach(Peers::new([rig.media, learned]));
    caller.permit(relayed, learned).await.unwrap();
}

#[tokio::test]
async fn after_the_stop_nobody_is_served() {
    let rig = Rig::start().await;
    let mut caller = Caller::tcp(&rig, &rig.issue("ann")).await;
    caller.allocate().await.unwrap();
    let waiting = TcpStream::connect(rig.turn.address()).await.unwrap();
    rig.turn.stop();
    is_closed(waiting).await;
}
