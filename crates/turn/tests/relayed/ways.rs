//! The ways to the media plane: over UDP, TCP and TLS.

use crate::caller::Caller;
use crate::rig::{HERE, Rig, rules};
use std::net::SocketAddr;
use tokio::net::UdpSocket;
use turn::{Credential, Limits, Rules};

/// By indication at first, and on a channel once it is bound.
pub(crate) async fn talks(rig: &Rig, caller: &mut Caller) {
    let seen = caller.reflexive().await;
    assert!(seen.ip().is_loopback());
    let relayed = caller.allocate().await.unwrap();
    assert_eq!(relayed.ip(), HERE);
    assert!(relayed.port() >= 49_152);
    caller.permit(relayed, rig.media).await.unwrap();
    let mut on_channel = false;
    for n in 0..50 {
        let words = format!("hello {n}");
        caller.send(relayed, rig.media, words.as_bytes()).await;
        let (channel, peer, data) = caller.hear().await;
        assert_eq!((peer, data), (rig.media, words.to_uppercase().into_bytes()));
        on_channel |= channel;
    }
    assert!(on_channel);
    // Full-sized packets, of lengths that need filling up.
    for length in 1_196..1_204 {
        let data = vec![b'X'; length];
        caller.send(relayed, rig.media, &data).await;
        assert_eq!(caller.hear().await.2, data);
    }
}

#[tokio::test]
async fn over_udp() {
    let rig = Rig::start().await;
    let credential = rig.issue("ann");
    talks(&rig, &mut Caller::udp(&rig, &credential).await).await;
    let stats = rig.turn.stats();
    assert_eq!((stats.allocations, stats.connections), (1, 0));
    assert_eq!(stats.bytes_to_peers, stats.bytes_to_clients);
    assert!(stats.bytes_to_peers > 8 * 1_196);
}

#[tokio::test]
async fn over_tcp() {
    let rig = Rig::start().await;
    let credential = rig.issue("ann");
    talks(&rig, &mut Caller::tcp(&rig, &credential).await).await;
    assert_eq!(rig.turn.stats().connections, 1);
}

#[tokio::test]
async fn over_tls() {
    let rig = Rig::start().await;
    let credential = rig.issue("ann");
    talks(&rig, &mut Caller::tls(&rig, &credential).await).await;
    assert_eq!(rig.turn.stats().connections, 1);
}

#[tokio::test]
async fn many_at_once_by_every_way() {
    let rig = Rig::start().await;
    let mut callers = Vec::new();
    for n in 0..10 {
        let credential = rig.issue(&format!("e{n}"));
        callers.push(Caller::udp(&rig, &credential).await);
        callers.push(Caller::tcp(&rig, &credential).await);
        callers.push(Caller::tls(&rig, &credential).await);
    }
    for caller in &mut callers {
        talks(&rig, caller).await;
    }
    assert_eq!(rig.turn.stats().allocations, 30);
}

#[tokio::test]
async fn a_wrong_password_opens_nothing() {
    let rig = Rig::start().await;
    let forged = Credential {
        password: rig.issue("bob").password,
        ..rig.issue("ann")
    };
    for caller in [
        &mut Caller::udp(&rig, &forged).await,
        &mut Caller::tcp(&rig, &forged).await,
    ] {
        let refused = caller.allocate().await.unwrap_err();
        assert!(refused.contains("401"), "{refused}");
    }
    assert_eq!(rig.turn.stats().allocated, 0);
}

#[tokio::test]
async fn a_socket_beside_the_media_plane_hears_nothing() {
    let rig = Rig::start().await;
    let beside = rig.beside.local_addr().unwrap();
    let mut caller = Caller::udp(&rig, &rig.issue("ann")).await;
    let relayed = caller.allocate().await.unwrap();
    // Permissions know no ports, so this one can be had; the packets are stopped.
    caller.permit(relayed, beside).await.unwrap();
    caller.permit(relayed, rig.media).await.unwrap_or_default();
    caller.send(relayed, beside, b"stopped").await;
    // What it says to the relay is stopped as well: the next thing heard is the media plane's.
    rig.beside.send_to(b"stopped", relayed).await.unwrap();
    caller.send(relayed, rig.media, b"passed").await;
    assert_eq!(caller.hear().await.2, b"PASSED");
    // Nothing came before what it says to itself now.
    rig.beside.send_to(b"itself", beside).await.unwrap();
    let mut buffer = [0; 100];
    let length = rig.beside.recv(&mut buffer).await.unwrap();
    assert_eq!(&buffer[..length], b"itself");
    assert!(rig.turn.stats().forbidden >= 2);
}

#[tokio::test]
async fn an_address_of_somebody_else_is_refused() {
    let rig = Rig::start().await;
    let mut caller = Caller::udp(&rig, &rig.issue("ann")).await;
    let relayed = caller.allocate().await.unwrap();
    for other in [
        "127.0.0.2:80",
        "10.0.0.1:80",
        "169.254.169.254:80",
        "198.18.0.9:80",
    ] {
        let other: SocketAddr = other.parse().unwrap();
        let refused = caller.permit(relayed, other).await.unwrap_err();
        assert!(refused.contains("403"), "{refused}");
    }
}

#[tokio::test]
async fn a_page_has_no_more_than_its_share() {
    let rig = Rig::with(|media| Rules {
        limits: Limits {
            allocations_per_endpoint: 1,
            ..Limits::default()
        },
        ..rules(media)
    })
    .await;
    let credential = rig.issue("ann");
    let mut first = Caller::udp(&rig, &credential).await;
    first.allocate().await.unwrap();
    let refused = Caller::tcp(&rig, &credential).await.allocate().await.unwrap_err();
    assert!(refused.contains("486"), "{refused}");
    let other = rig.issue("bob");
    assert!(Caller::tcp(&rig, &other).await.allocate().await.is_ok());
}

#[tokio::test]
async fn a_relay_that_is_given_up_frees_its_port() {
    let rig = Rig::start().await;
    let mut caller = Caller::tcp(&rig, &rig.issue("ann")).await;
    let relayed = caller.allocate().await.unwrap();
    assert!(UdpSocket::bind(relayed).await.is_err());
    drop(caller);
    // The server learns of the end by itself.
    tokio::time::timeout(crate::rig::PATIENCE, async {
        while UdpSocket::bind(relayed).await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    assert_eq!(rig.turn.stats().allocations, 0);
}
