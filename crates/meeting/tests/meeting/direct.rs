//! What two pages say to each other to connect directly.

use crate::support::*;
use signal::{ClientMessage, Direct, ErrorCode, MAX_DIRECT_BYTES, ServerMessage};

fn offer(to: &Who, sdp: &str) -> ClientMessage {
    ClientMessage::Direct {
        to: to.id.clone(),
        step: Direct::Offer {
            attempt: 1,
            sdp: sdp.to_owned(),
        },
    }
}

#[test]
fn who_may_be_reached_directly_is_told_to_everybody() {
    let mut scene = Scene::new();
    let ada = scene.join(meeting::Admission {
        direct: true,
        ..guest("Ada")
    });
    let bob = scene.join(guest("Bob"));
    let told: Vec<bool> = bob
        .joined
        .participants
        .iter()
        .map(|person| person.direct)
        .collect();
    assert_eq!(told, [true, false]);
    assert!(ada.joined.participants[0].direct);
}

#[test]
fn what_one_of_two_says_reaches_the_other_as_it_is() {
    let mut scene = Scene::new();
    let (ada, bob) = (scene.join(guest("Ada")), scene.join(guest("Bob")));
    let out = scene.say(&ada, &offer(&bob, "v=0"));
    assert_eq!(sent_to(&out, ada.at), []);
    let told = ServerMessage::Direct {
        from: ada.id.clone(),
        step: Direct::Offer {
            attempt: 1,
            sdp: "v=0".to_owned(),
        },
    };
    assert_eq!(sent_to(&out, bob.at), [told]);
}

#[test]
fn with_a_third_or_to_oneself_nothing_passes() {
    let mut scene = Scene::new();
    let (ada, bob) = (scene.join(guest("Ada")), scene.join(guest("Bob")));
    let out = scene.say(&ada, &offer(&ada, "v=0"));
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::NotFound));
    let cyd = scene.join(guest("Cyd"));
    let out = scene.say(&ada, &offer(&bob, "v=0"));
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::NotFound));
    assert!(sent_to(&out, bob.at).is_empty() && sent_to(&out, cyd.at).is_empty());
}

#[test]
fn what_is_too_long_does_not_pass() {
    let mut scene = Scene::new();
    let (ada, bob) = (scene.join(guest("Ada")), scene.join(guest("Bob")));
    let out = scene.say(&ada, &offer(&bob, &"x".repeat(MAX_DIRECT_BYTES + 1)));
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::TooLarge));
    assert!(sent_to(&out, bob.at).is_empty());
}
