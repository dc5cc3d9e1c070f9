//! Going, and the end of rooms.

use crate::support::*;
use domain::{LeaveReason, MeetingFact};
use meeting::{Input, Output};
use signal::{ClientMessage, CloseCode, ServerMessage};

fn reasons(out: &[Output]) -> Vec<LeaveReason> {
    recorded(out)
        .into_iter()
        .filter_map(|fact| match fact {
            MeetingFact::ParticipantLeft { reason, .. } => Some(reason),
            _ => None,
        })
        .collect()
}

fn destroyed(out: &[Output]) -> bool {
    let recorded = recorded(out).last() == Some(&MeetingFact::RoomDestroyed);
    assert_eq!(recorded, out.contains(&Output::Ended));
    recorded
}

#[test]
fn the_last_leave_destroys_the_room() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    let out = scene.say(&ada, &ClientMessage::Leave);
    assert_eq!(closed(&out, ada.at), Some(CloseCode::Left));
    assert!(!destroyed(&out));
    assert_eq!(sent_to(&out, bob.at).len(), 1);
    let out = scene.say(&bob, &ClientMessage::Leave);
    assert_eq!(reasons(&out), [LeaveReason::Left]);
    assert!(destroyed(&out) && scene.room.is_over());
    assert!(matches!(
        scene.try_join(guest("Late")).1[..],
        [Output::Refuse { .. }]
    ));
}

#[test]
fn everybody_silently_gone_ends_the_room_after_fifteen_minutes() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.lose(&ada);
    scene.lose(&bob);
    let out = scene.pass(30);
    assert_eq!(reasons(&out), [LeaveReason::Unknown; 2]);
    assert!(!destroyed(&out));
    assert!(scene.pass(869).is_empty());
    assert!(destroyed(&scene.pass(1)));
    assert_eq!(scene.room.deadline(), None);
}

#[test]
fn who_comes_to_a_silent_room_goes_on_with_its_session() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    scene.lose(&ada);
    scene.pass(600);
    let bob = scene.join(guest("Bob"));
    assert_eq!(bob.joined.session, ada.joined.session);
    assert!(!recorded(&bob.out).contains(&MeetingFact::RoomCreated));
    assert!(scene.pass(3_600).is_empty(), "the fifteen minutes are off");
    assert!(destroyed(&scene.say(&bob, &ClientMessage::Leave)));
}

#[test]
fn a_goodbye_beside_somebody_away_does_not_end_the_room() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.lose(&ada);
    assert!(!destroyed(&scene.say(&bob, &ClientMessage::Leave)));
    let back = scene.join(returning("Ada", &ada.joined.resume));
    assert!(back.joined.resumed);
}

#[test]
fn the_deadline_says_when_something_is_due() {
    let mut scene = Scene::new();
    assert_eq!(scene.room.deadline(), None);
    let ada = scene.join(guest("Ada"));
    assert_eq!(scene.room.deadline(), None);
    scene.lose(&ada);
    assert_eq!(scene.room.deadline().unwrap().since(scene.now).as_secs(), 30);
    scene.pass(30);
    assert_eq!(scene.room.deadline().unwrap().since(scene.now).as_secs(), 870);
}

#[test]
fn a_shutdown_tells_everybody_and_writes_the_end_down() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.lose(&bob);
    let out = scene.room.handle(scene.now, Input::Shutdown);
    assert_eq!(sent_to(&out, ada.at), [ServerMessage::GoingAway]);
    assert_eq!(closed(&out, ada.at), Some(CloseCode::GoingAway));
    assert_eq!(reasons(&out), [LeaveReason::UnrecoverableError; 2]);
    assert!(destroyed(&out));
}
