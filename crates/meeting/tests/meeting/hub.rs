//! Rooms behind their tasks: journal first, nobody waits for a slow reader, nothing is lost.

use crate::house::{House, next};
use crate::support::*;
use domain::{LeaveReason, MeetingFact, RoomName};
use meeting::OUTBOX_CAPACITY;
use sfu::api::{Command, Event, LegKey};
use signal::{ClientMessage, CloseCode, ErrorCode, ServerMessage, SourceKind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc;

#[tokio::test]
async fn nobody_is_told_before_it_is_written_down() {
    let house = House::new();
    let mut ada = house.join(guest("Ada")).await;
    let permit = house.book.gate.acquire().await.unwrap();
    let (sender, mut outbox) = mpsc::channel(8);
    let room: RoomName = "daily".parse().unwrap();
    let (app, hub) = (app(), house.hub.clone());
    let join = tokio::spawn(async move { hub.join(&app, &room, guest("Bob"), sender).await });
    // The room is at the journal once it has taken this message no further than its mailbox.
    ada.say(&ClientMessage::Ping { id: 1 }).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(outbox.try_recv().is_err() && !join.is_finished());
    drop(permit);
    let _bob = join.await.unwrap().unwrap();
    assert!(matches!(next(&mut outbox).await, ServerMessage::Joined(_)));
    let told = [ada.next().await, ada.next().await];
    assert!(
        told.iter()
            .any(|message| matches!(message, ServerMessage::ParticipantJoined { .. }))
    );
}

#[tokio::test]
async fn a_join_that_cannot_be_written_down_is_refused_in_silence() {
    let house = House::new();
    house.book.broken.store(true, Ordering::SeqCst);
    let refusal = house.try_join(guest("Ada"), 8).await.err().unwrap();
    assert_eq!(refusal.code, ErrorCode::Unavailable);
    assert!(house.hub.live().is_empty());

    house.book.broken.store(false, Ordering::SeqCst);
    let mut ada = house.join(guest("Ada")).await;
    house.book.broken.store(true, Ordering::SeqCst);
    assert!(house.try_join(guest("Bob"), 8).await.is_err());
    ada.say(&ClientMessage::Ping { id: 1 }).await;
    assert_eq!(ada.next().await, ServerMessage::Pong { id: 1 });

    house.book.broken.store(false, Ordering::SeqCst);
    let _bob = house.join(guest("Bob")).await;
    let joins = house
        .book
        .facts()
        .into_iter()
        .filter(|fact| matches!(fact, MeetingFact::ParticipantJoined { .. }))
        .count();
    assert_eq!(joins, 2);
}

#[tokio::test]
async fn a_goodbye_that_cannot_be_written_down_is_written_later_and_once() {
    let house = House::new();
    let ada = house.join(guest("Ada")).await;
    let mut bob = house.join(guest("Bob")).await;
    house.book.broken.store(true, Ordering::SeqCst);
    ada.say(&ClientMessage::Leave).await;
    assert!(matches!(bob.next().await, ServerMessage::ParticipantLeft { .. }));
    house.hub.tick().await;
    house.book.broken.store(false, Ordering::SeqCst);
    house.hub.tick().await;
    house.hub.tick().await;
    let left = house
        .book
        .facts()
        .into_iter()
        .filter(|fact| matches!(fact, MeetingFact::ParticipantLeft { .. }))
        .count();
    assert_eq!(left, 1);
}

#[tokio::test]
async fn who_does_not_read_is_given_up_and_the_others_go_on() {
    let house = House::new();
    let slow = house.try_join(guest("Slow"), 4).await.unwrap();
    let mut ada = house.join(guest("Ada")).await;
    for number in 0..20 {
        let name = format!("Ada {number}");
        ada.say(&ClientMessage::Rename { name }).await;
    }
    let mut away = false;
    while !away {
        away = matches!(
            ada.next().await,
            ServerMessage::ParticipantChanged { endpoint, change } if endpoint == slow.joined.me && change.away == Some(true)
        );
    }
    let resume = slow.joined.resume.clone();
    let (messages, code) = slow.end().await;
    assert_eq!((messages.len(), code), (4, None));
    let back = house.join(returning("Slow", &resume)).await;
    assert!(back.joined.resumed);
}

#[tokio::test]
async fn a_flood_ends_its_own_connection() {
    let house = House::new();
    let mut ada = house.join(guest("Ada")).await;
    let flood = house.try_join(guest("Flood"), 1_024).await.unwrap();
    for _ in 0..10_000 {
        flood.connection.message("{}".to_owned()).await.unwrap();
    }
    let (messages, code) = flood.end().await;
    assert_eq!(code, Some(CloseCode::Policy));
    assert!(messages.len() <= 201);
    ada.say(&ClientMessage::Ping { id: 1 }).await;
    while ada.next().await != (ServerMessage::Pong { id: 1 }) {}
}

#[tokio::test]
async fn a_dropped_connection_may_come_back_until_the_clock_says_otherwise() {
    let house = House::new();
    let mut ada = house.join(guest("Ada")).await;
    let bob = house.join(guest("Bob")).await;
    let resume = bob.joined.resume.clone();
    drop(bob);
    assert!(matches!(
        ada.next().await,
        ServerMessage::ParticipantJoined { .. }
    ));
    assert!(matches!(
        ada.next().await,
        ServerMessage::ParticipantChanged { .. }
    ));
    let bob = house.join(returning("Bob", &resume)).await;
    assert!(bob.joined.resumed);
    drop(bob);
    while !matches!(ada.next().await, ServerMessage::ParticipantChanged { change, .. } if change.away == Some(true))
    {
    }
    house.clock.advance(Duration::from_secs(30));
    house.hub.tick().await;
    assert!(matches!(ada.next().await, ServerMessage::ParticipantLeft { .. }));
    assert!(!house.join(returning("Bob", &resume)).await.joined.resumed);
}

#[tokio::test]
async fn a_goodbye_right_before_the_drop_is_a_goodbye() {
    let house = House::new();
    let mut ada = house.join(guest("Ada")).await;
    let bob = house.join(guest("Bob")).await;
    bob.say(&ClientMessage::Leave).await;
    drop(bob);
    while !matches!(ada.next().await, ServerMessage::ParticipantLeft { .. }) {}
    let reason = house.book.facts().into_iter().find_map(|fact| match fact {
        MeetingFact::ParticipantLeft { reason, .. } => Some(reason),
        _ => None,
    });
    assert_eq!(reason, Some(LeaveReason::Left));
}

#[tokio::test]
async fn an_abandoned_room_ends_and_its_name_is_free_again() {
    let house = House::new();
    let ada = house.join(guest("Ada")).await;
    let session = ada.joined.session;
    let live = house.hub.live();
    assert_eq!(
        (live.len(), live[0].participants, live[0].session),
        (1, 1, session)
    );
    drop(ada);
    // The tick comes after the loss in the room's mailbox.
    house.hub.tick().await;
    house.clock.advance(Duration::from_secs(15 * 60));
    house.hub.tick().await;
    assert_eq!(house.book.facts().last(), Some(&MeetingFact::RoomDestroyed));
    let again = house.join(guest("Ada")).await;
    assert_ne!(again.joined.session, session);
    assert_eq!(house.hub.live().len(), 1);
}

#[tokio::test]
async fn a_shutdown_says_so_writes_it_down_and_lets_nobody_in() {
    let house = House::new();
    let ada = house.join(guest("Ada")).await;
    house.hub.shutdown().await;
    let (messages, code) = ada.end().await;
    assert!(messages.contains(&ServerMessage::GoingAway));
    assert_eq!(code, Some(CloseCode::GoingAway));
    let facts = house.book.facts();
    assert_eq!(facts.last(), Some(&MeetingFact::RoomDestroyed));
    assert_eq!(
        house.try_join(guest("Bob"), 8).await.err().unwrap().code,
        ErrorCode::Unavailable
    );
    assert!(house.hub.live().is_empty());
}

#[tokio::test]
async fn a_mute_outlives_a_busy_media_plane() {
    let house = House::new();
    let mut ada = house.join(guest("Ada")).await;
    ada.say(&ClientMessage::Offer {
        sdp: OFFER.to_owned(),
    })
    .await;
    assert!(matches!(ada.next().await, ServerMessage::Answer { .. }));
    house.plane.busy.store(true, Ordering::SeqCst);
    for muted in [true, false, true] {
        let source = SourceKind::Microphone;
        ada.say(&ClientMessage::Mute { source, muted }).await;
        ada.next().await;
    }
    house.plane.busy.store(false, Ordering::SeqCst);
    house.hub.tick().await;
    let commands = house.plane.commands.lock().unwrap().clone();
    let muted: Vec<bool> = commands
        .iter()
        .skip(5)
        .map(|command| matches!(command, Command::Mute { muted: true, .. }))
        .collect();
    assert_eq!(muted, [true, false, true]);
}

#[tokio::test]
async fn media_events_find_their_room() {
    let house = House::new();
    let mut ada = house.join(guest("Ada")).await;
    ada.say(&ClientMessage::Offer {
        sdp: OFFER.to_owned(),
    })
    .await;
    ada.next().await;
    let Command::Add { leg, .. } = house.plane.commands.lock().unwrap()[0].clone() else {
        panic!("an offer adds a leg");
    };
    house.hub.media_event(Event::Connected {
        leg: LegKey(99 << 24),
    });
    house.hub.media_event(Event::Connected { leg });
    assert_eq!(ada.next().await, ServerMessage::Media { connected: true });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn coming_and_going_at_once_keeps_every_session_whole() {
    let house = Arc::new(House::new());
    let mut tasks = Vec::new();
    for number in 0..8 {
        let house = Arc::clone(&house);
        tasks.push(tokio::spawn(async move {
            for _ in 0..40 {
                let admission = guest(&format!("p{number}"));
                let one = house.try_join(admission, OUTBOX_CAPACITY).await.unwrap();
                one.say(&ClientMessage::Leave).await;
                assert_eq!(one.end().await.1, Some(CloseCode::Left));
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    house.hub.shutdown().await;
    let mut open = None;
    let mut inside = 0;
    for event in house.book.events.lock().unwrap().iter() {
        match event.fact {
            MeetingFact::RoomCreated => assert_eq!(open.replace(event.session), None),
            MeetingFact::ParticipantJoined { .. } => inside += 1,
            MeetingFact::ParticipantLeft { .. } => inside -= 1,
            MeetingFact::RoomDestroyed => {
                assert_eq!((open.take(), inside), (Some(event.session), 0));
                continue;
            }
            MeetingFact::Usage { .. } | MeetingFact::ConnectionStats { .. } => {}
        }
        assert_eq!(open, Some(event.session), "sessions of one name do not overlap");
    }
    assert_eq!(open, None);
}

#[tokio::test]
async fn a_token_that_ran_out_makes_no_room() {
    let house = House::new();
    let refusal = house.try_join(returning_late("Ada", "secret"), 8).await.err();
    assert_eq!(
        refusal.and_then(|refusal| refusal.rule).as_deref(),
        Some("expired")
    );
    assert!(house.hub.live().is_empty() && house.book.facts().is_empty());
    let ada = house.join(guest("Ada")).await;
    let resume = ada.joined.resume.clone();
    drop(ada);
    assert!(house.join(returning_late("Ada", &resume)).await.joined.resumed);
}

#[tokio::test]
async fn a_stuck_room_holds_no_other_up_and_hears_the_newest() {
    let house = House::new();
    let mut stuck = house.try_join_in("stuck", guest("Ada"), 64).await.unwrap();
    let mut free = house.try_join_in("free", guest("Bob"), 64).await.unwrap();
    let offer = ClientMessage::Offer {
        sdp: OFFER.to_owned(),
    };
    for page in [&mut stuck, &mut free] {
        page.say(&offer).await;
        assert!(matches!(page.next().await, ServerMessage::Answer { .. }));
    }
    let legs: Vec<LegKey> = house
        .plane
        .commands
        .lock()
        .unwrap()
        .iter()
        .filter_map(|command| match command {
            Command::Add { leg, .. } => Some(*leg),
            _ => None,
        })
        .collect();
    let permit = house.book.gate.acquire().await.unwrap();
    let (sender, _outbox) = mpsc::channel(8);
    let room: RoomName = "stuck".parse().unwrap();
    let (app, hub) = (app(), house.hub.clone());
    let join = tokio::spawn(async move { hub.join(&app, &room, guest("Eve"), sender).await });
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    // Far more than a mailbox holds, for a room that takes nothing.
    for _ in 0..5_000 {
        let reason = "consent";
        house.hub.media_event(Event::Connected { leg: legs[0] });
        house
            .hub
            .media_event(Event::Disconnected { leg: legs[0], reason });
    }
    house.hub.media_event(Event::Connected { leg: legs[1] });
    assert_eq!(free.next().await, ServerMessage::Media { connected: true });
    assert!(!join.is_finished());
    drop(permit);
    let _eve = join.await.unwrap().unwrap();
    while stuck.next().await != (ServerMessage::Media { connected: false }) {}
}

#[tokio::test]
async fn a_stop_waits_for_a_journal_that_recovers_in_time() {
    let house = House::new();
    let _ada = house.join(guest("Ada")).await;
    house.book.broken.store(true, Ordering::SeqCst);
    let before = house.book.tries.load(Ordering::SeqCst);
    let hub = house.hub.clone();
    let stop = tokio::spawn(async move { hub.shutdown().await });
    while house.book.tries.load(Ordering::SeqCst) < before + 2 {
        tokio::task::yield_now().await;
    }
    house.book.broken.store(false, Ordering::SeqCst);
    stop.await.unwrap();
    assert_eq!(house.book.facts().last(), Some(&MeetingFact::RoomDestroyed));
}

#[tokio::test]
async fn a_stop_does_not_wait_for_a_journal_that_stays_broken() {
    let house = House::new();
    let _ada = house.join(guest("Ada")).await;
    house.book.broken.store(true, Ordering::SeqCst);
    let before = house.book.tries.load(Ordering::SeqCst);
    house.hub.shutdown().await;
    assert_eq!(house.book.tries.load(Ordering::SeqCst), before + 5);
}
