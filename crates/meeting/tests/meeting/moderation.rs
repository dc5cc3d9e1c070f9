//! Kicking and muting.

use crate::support::*;
use domain::{Features, LeaveReason, MeetingFact};
use sfu::api::Command;
use signal::{ClientMessage, CloseCode, ErrorCode, ServerMessage, SourceKind};

#[test]
fn only_moderators_moderate() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    let endpoint = bob.id;
    let source = SourceKind::Microphone;
    for message in [
        ClientMessage::Kick {
            endpoint: endpoint.clone(),
            reason: None,
        },
        ClientMessage::MuteOther { endpoint, source },
        ClientMessage::MuteAll { source },
    ] {
        let out = scene.say(&ada, &message);
        assert_eq!(out.len(), 1, "{message:?}");
        assert_eq!(error_for(&out, ada.at), Some(ErrorCode::NotModerator));
    }
}

#[test]
fn a_token_can_forbid_to_share_the_screen() {
    let share = ClientMessage::Mute {
        source: SourceKind::Screen,
        muted: false,
    };
    let mut scene = Scene::new();
    let mut admission = guest("Ada");
    admission.guest.features = Features::new([("screen-sharing".to_owned(), false)].into());
    let ada = scene.join(admission);
    let out = scene.say(&ada, &share);
    assert_eq!(out.len(), 1);
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::NotAllowed));
    let bob = scene.join(guest("Bob"));
    assert_eq!(error_for(&scene.say(&bob, &share), bob.at), None);
}

#[test]
fn a_kick_puts_out_with_a_word() {
    let mut scene = Scene::new();
    let ada = scene.join(moderator("Ada"));
    let bob = scene.join(guest("Bob"));
    let eve = scene.join(guest("Eve"));
    let kick = ClientMessage::Kick {
        endpoint: eve.id.clone(),
        reason: Some("enough\u{0}".to_owned()),
    };
    let out = scene.say(&ada, &kick);
    assert_eq!(
        sent_to(&out, eve.at),
        [ServerMessage::Kicked {
            reason: Some("enough".to_owned())
        }]
    );
    assert_eq!(closed(&out, eve.at), Some(CloseCode::Kicked));
    assert!(matches!(
        recorded(&out)[..],
        [MeetingFact::ParticipantLeft {
            reason: LeaveReason::Kicked,
            ..
        }]
    ));
    assert!(matches!(
        sent_to(&out, bob.at)[..],
        [ServerMessage::ParticipantLeft { kicked: true, .. }]
    ));
    assert!(!scene.join(returning("Eve", &eve.joined.resume)).joined.resumed);
    assert_eq!(
        error_for(&scene.say(&ada, &kick), ada.at),
        Some(ErrorCode::NotFound)
    );
}

#[test]
fn a_muted_participant_is_not_forwarded_until_he_unmutes_himself() {
    let mut scene = Scene::new();
    let ada = scene.join(moderator("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.offer(&bob);
    let source = SourceKind::Microphone;
    let mute = ClientMessage::MuteOther {
        endpoint: bob.id.clone(),
        source,
    };
    let out = scene.say(&ada, &mute);
    assert!(matches!(commands(&out)[..], [Command::Mute { muted: true, .. }]));
    assert!(sent_to(&out, bob.at).contains(&ServerMessage::MutedByModerator {
        source,
        by: ada.id.clone()
    }));
    assert!(scene.say(&ada, &mute).is_empty(), "muted is muted");
    let out = scene.say(&bob, &ClientMessage::Mute { source, muted: false });
    assert!(matches!(commands(&out)[..], [Command::Mute { muted: false, .. }]));
    assert_eq!(sent_to(&out, ada.at).len(), 1);
}

#[test]
fn mute_all_spares_the_moderator() {
    let mut scene = Scene::new();
    let ada = scene.join(moderator("Ada"));
    let others: Vec<_> = (0..3).map(|n| scene.join(guest(&format!("p{n}")))).collect();
    let out = scene.say(
        &ada,
        &ClientMessage::MuteAll {
            source: SourceKind::Camera,
        },
    );
    for other in &others {
        assert!(
            sent_to(&out, other.at)
                .iter()
                .any(|m| matches!(m, ServerMessage::MutedByModerator { .. }))
        );
    }
    assert_eq!(sent_to(&out, ada.at).len(), 3);
}
