//! A client that takes nothing: what is meant for it is dropped, and nobody else notices.

use crate::caller::Caller;
use crate::rig::{PATIENCE, Rig, rules};
use crate::ways::talks;
use std::time::Duration;
use tokio::time::{advance, timeout};
use turn::{Limits, Rules};

/// A server that only the clients' own slowness holds back.
async fn unlimited() -> Rig {
    Rig::with(|media| Rules {
        limits: Limits {
            bytes_per_second: u32::MAX,
            bytes_per_second_of_endpoint: u32::MAX,
            ..Limits::default()
        },
        ..rules(media)
    })
    .await
}

/// Has the media plane say so much to a client that reads nothing that some of it is dropped.
async fn flood(rig: &Rig, deaf: &mut Caller) {
    let relayed = deaf.allocate().await.unwrap();
    deaf.permit(relayed, rig.media).await.unwrap();
    let before = rig.turn.stats().dropped;
    timeout(PATIENCE, async {
        while rig.turn.stats().dropped == before {
            deaf.send(relayed, rig.media, &[b'X'; 1_200]).await;
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn what_a_client_does_not_take_is_dropped_and_others_get_theirs() {
    let rig = unlimited().await;
    let mut others = [
        Caller::udp(&rig, &rig.issue("bob")).await,
        Caller::tcp(&rig, &rig.issue("eve")).await,
        Caller::tls(&rig, &rig.issue("joe")).await,
    ];
    let mut deaf = Caller::deaf(&rig, &rig.issue("ann")).await;
    flood(&rig, &mut deaf).await;
    for other in &mut others {
        talks(&rig, other).await;
    }
}

/// In simulated time, as it would take ten seconds otherwise.
#[tokio::test(start_paused = true)]
async fn who_takes_nothing_for_long_is_hung_up_on() {
    let rig = unlimited().await;
    let mut deaf = Caller::deaf(&rig, &rig.issue("ann")).await;
    flood(&rig, &mut deaf).await;
    timeout(PATIENCE, async {
        while rig.turn.stats().connections > 0 {
            advance(Duration::from_secs(1)).await;
        }
    })
    .await
    .unwrap();
    assert_eq!(rig.turn.stats().allocations, 0);
}
