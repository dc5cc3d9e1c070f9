//! Offers, views and what the media plane reports.

use crate::support::*;
use meeting::Input;
use sfu::api::{self, Command, Event, LegKey, RoomKey};
use signal::{ClientMessage, ErrorCode, ServerMessage, Shown, SourceKind, SourceName, VIDEO_SLOTS, View};

fn leg(number: u64) -> LegKey {
    LegKey((7 << 24) | number)
}

fn show(who: &Who, kind: SourceKind) -> Option<Shown> {
    let endpoint = who.id.clone();
    Some(Shown {
        source: SourceName { endpoint, kind },
        height: 180,
        on_stage: false,
    })
}

fn shows(commands: &[Command]) -> Vec<(LegKey, usize, Option<api::Source>)> {
    commands
        .iter()
        .filter_map(|command| match command {
            Command::Show {
                leg, slot, source, ..
            } => Some((*leg, *slot, *source)),
            _ => None,
        })
        .collect()
}

#[test]
fn an_offer_is_answered_after_the_media_plane_knows() {
    let mut scene = Scene::new();
    let mut admission = guest("Ada");
    admission.muted = vec![SourceKind::Camera];
    let ada = scene.join(admission);
    let out = scene.offer(&ada);
    let commands = commands(&out);
    assert!(matches!(commands[0], Command::Add { room: RoomKey(7), .. }));
    let muted: Vec<bool> = commands
        .iter()
        .filter_map(|command| match command {
            Command::Mute { muted, .. } => Some(*muted),
            _ => None,
        })
        .collect();
    assert_eq!(
        muted,
        [false, true, true, true],
        "screens are off until they are shared"
    );
    assert!(matches!(
        sent_to(&out, ada.at)[..],
        [ServerMessage::Answer { .. }]
    ));
}

#[test]
fn a_bad_offer_is_explained() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    for sdp in [
        "",
        "v=0",
        &"a".repeat(200_000),
        &OFFER.replace("a=rtcp-mux\r\n", ""),
    ] {
        scene.now = scene.now.plus(std::time::Duration::from_secs(10));
        let sdp = sdp.to_owned();
        let out = scene.say(&ada, &ClientMessage::Offer { sdp });
        assert_eq!(error_for(&out, ada.at), Some(ErrorCode::BadOffer));
        assert!(commands(&out).is_empty());
    }
    assert_eq!(commands(&scene.offer(&ada)).len(), 5);
}

#[test]
fn a_view_becomes_commands_for_what_changed() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.offer(&ada);
    scene.offer(&bob);
    let slots = vec![
        show(&bob, SourceKind::Camera),
        None,
        show(&bob, SourceKind::Screen),
    ];
    let view = ClientMessage::View(View { slots });
    let camera = api::Source {
        leg: leg(1),
        kind: api::SourceKind::Camera,
    };
    let screen = api::Source {
        leg: leg(1),
        kind: api::SourceKind::Screen,
    };
    assert_eq!(
        shows(&commands(&scene.say(&ada, &view))),
        [(leg(0), 0, Some(camera)), (leg(0), 2, Some(screen))]
    );
    assert!(scene.say(&ada, &view).is_empty());
    let slots = vec![show(&bob, SourceKind::Camera)];
    let out = scene.say(&ada, &ClientMessage::View(View { slots }));
    assert_eq!(shows(&commands(&out)), [(leg(0), 2, None)]);
}

#[test]
fn the_media_plane_learns_what_comes_on_stage() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.offer(&ada);
    scene.offer(&bob);
    for stands in [false, true] {
        let mut shown = show(&bob, SourceKind::Camera);
        if let Some(shown) = &mut shown {
            shown.on_stage = stands;
        }
        let out = scene.say(&ada, &ClientMessage::View(View { slots: vec![shown] }));
        let commands = commands(&out);
        assert!(
            matches!(&commands[..], [Command::Show { on_stage, .. }] if *on_stage == stands),
            "{commands:?}"
        );
    }
}

#[test]
fn a_view_of_somebody_without_media_is_kept_until_he_has_some() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    let slots = vec![show(&bob, SourceKind::Camera)];
    let out = scene.say(&ada, &ClientMessage::View(View { slots }));
    assert!(commands(&out).is_empty(), "Ada has no media yet");
    assert_eq!(shows(&commands(&scene.offer(&ada))).len(), 1);
    let camera = api::Source {
        leg: leg(1),
        kind: api::SourceKind::Camera,
    };
    assert_eq!(shows(&commands(&scene.offer(&bob))), [(leg(0), 0, Some(camera))]);
}

#[test]
fn bad_views_are_refused_and_late_ones_forgiven() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    scene.offer(&ada);
    let too_many = vec![None; VIDEO_SLOTS + 1];
    let sound = vec![show(&bob, SourceKind::Microphone)];
    for slots in [too_many, sound] {
        let out = scene.say(&ada, &ClientMessage::View(View { slots }));
        assert_eq!(error_for(&out, ada.at), Some(ErrorCode::Malformed));
    }
    scene.offer(&bob);
    let eve = scene.join(guest("Eve"));
    scene.say(&eve, &ClientMessage::Leave);
    let slots = vec![show(&eve, SourceKind::Camera), show(&bob, SourceKind::Camera)];
    let out = scene.say(&ada, &ClientMessage::View(View { slots }));
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::NotFound));
    assert_eq!(shows(&commands(&out)).len(), 1, "the rest counts");
}

#[test]
fn a_screen_share_begins_with_unmuting_it() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    scene.offer(&ada);
    let source = SourceKind::Screen;
    let out = scene.say(&ada, &ClientMessage::Mute { source, muted: false });
    assert!(matches!(commands(&out)[..], [Command::Mute { muted: false, .. }]));
    let [ServerMessage::ParticipantChanged { change, .. }] = &sent_to(&out, ada.at)[..] else {
        panic!("{out:?}");
    };
    assert_eq!(change.live.as_deref(), Some(&SourceKind::ALL[..3]));
}

#[test]
fn speakers_are_told_by_their_names() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    let speakers = |room| Event::Speakers {
        room: RoomKey(room),
        dominant: Some(leg(1)),
        levels: vec![(leg(1), 90), (leg(77), 80)],
    };
    assert!(scene.room.handle(scene.now, Input::Media(speakers(8))).is_empty());
    let out = scene.room.handle(scene.now, Input::Media(speakers(7)));
    let [ServerMessage::Speakers { dominant, levels }] = &sent_to(&out, ada.at)[..] else {
        panic!("{out:?}");
    };
    assert_eq!(dominant.as_ref(), Some(&bob.id));
    assert_eq!(levels.len(), 1);
    let eve = scene.join(guest("Eve"));
    assert!(
        sent_to(&eve.out, eve.at)
            .iter()
            .any(|m| matches!(m, ServerMessage::Speakers { .. }))
    );
}

#[test]
fn voices_are_told_to_their_listener_and_again_when_he_comes_back() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let bob = scene.join(guest("Bob"));
    let source = Some(api::Source {
        leg: leg(1),
        kind: api::SourceKind::Microphone,
    });
    let event = Event::AudioSlot {
        leg: leg(0),
        slot: 2,
        source,
    };
    let out = scene.room.handle(scene.now, Input::Media(event));
    let expected = signal::AudioSlot {
        slot: 2,
        source: Some(SourceName {
            endpoint: bob.id.clone(),
            kind: SourceKind::Microphone,
        }),
    };
    assert_eq!(
        sent_to(&out, ada.at),
        [ServerMessage::AudioSlot(expected.clone())]
    );
    assert!(sent_to(&out, bob.at).is_empty());
    scene.lose(&ada);
    let back = scene.join(returning("Ada", &ada.joined.resume));
    assert!(sent_to(&back.out, back.at).contains(&ServerMessage::AudioSlot(expected)));
    let outside = Event::AudioSlot {
        leg: leg(0),
        slot: 99,
        source,
    };
    assert!(scene.room.handle(scene.now, Input::Media(outside)).is_empty());
}

#[test]
fn a_publisher_hears_how_many_encodings_are_shown_and_again_when_he_comes_back() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let source = api::Source {
        leg: leg(0),
        kind: api::SourceKind::Camera,
    };
    let demand = Event::Demand { source, layers: 2 };
    let out = scene.room.handle(scene.now, Input::Media(demand));
    let told = ServerMessage::Layers {
        source: SourceKind::Camera,
        layers: 2,
    };
    assert_eq!(sent_to(&out, ada.at), std::slice::from_ref(&told));
    scene.lose(&ada);
    let back = scene.join(returning("Ada", &ada.joined.resume));
    assert!(sent_to(&back.out, back.at).contains(&told));
}

#[test]
fn the_page_hears_when_media_comes_and_goes() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    let connected = Event::Connected { leg: leg(0) };
    assert!(
        scene
            .room
            .handle(scene.now, Input::Media(connected.clone()))
            .is_empty()
    );
    scene.offer(&ada);
    let out = scene.room.handle(scene.now, Input::Media(connected));
    assert_eq!(sent_to(&out, ada.at), [ServerMessage::Media { connected: true }]);
    let lost = Event::Disconnected {
        leg: leg(0),
        reason: "consent",
    };
    let out = scene.room.handle(scene.now, Input::Media(lost));
    assert_eq!(sent_to(&out, ada.at), [ServerMessage::Media { connected: false }]);
}
