//! Two pages alone, and the switch between the direct connection and the server's.

use super::*;
use crate::meeting::direct::DirectStage;
use crate::meeting::tiles;
use signal::Direct as Step;

/// Ann's page, who came first and so offers; Bob is there and both allow it.
fn alone_with_bob() -> Page {
    let mut page = Page::in_meeting();
    page.state.direct.allowed = true;
    page
}

/// The same after as much of the exchange as leads to packets.
fn up() -> Page {
    let mut page = alone_with_bob();
    page.wait(2);
    let attempt = page.state.direct.attempt;
    page.on(Event::DirectDescribed(attempt, "offer".to_owned()));
    page.says(ServerMessage::Direct {
        from: bob(),
        step: Step::Answer {
            attempt,
            sdp: "answer".to_owned(),
        },
    });
    assert!(page.did(&Effect::AcceptDirect(attempt, "answer".to_owned())));
    page.on(Event::DirectPeer(attempt, PeerState::Connected));
    assert_eq!(page.state.direct.stage, DirectStage::Up);
    page
}

/// The same with Bob's sound and picture coming directly.
fn taken() -> Page {
    let mut page = up();
    for kind in [SourceKind::Microphone, SourceKind::Camera] {
        page.on(Event::DirectFlows(page.state.direct.attempt, kind));
    }
    page
}

fn bob() -> domain::EndpointId {
    "0000000b".parse().unwrap()
}

fn camera() -> SourceName {
    "0000000b-v0".parse().unwrap()
}

fn cyd_joins(page: &mut Page) {
    page.says(ServerMessage::ParticipantJoined {
        participant: person("0000000c", "Cyd"),
    });
}

/// Whether the server is asked for Bob's camera.
fn asked(page: &Page) -> bool {
    let area = crate::meeting::layout::Size {
        width: 1200.0,
        height: 800.0,
    };
    let arrangement = tiles::arrange(&page.state, area);
    tiles::wanted(&page.state, &arrangement)
        .iter()
        .any(|shown| shown.source == camera())
}

#[test]
fn who_came_first_offers_a_second_after_two_are_alone() {
    let mut page = alone_with_bob();
    page.wait(1);
    assert_eq!(page.state.direct.stage, DirectStage::None);
    page.wait(1);
    assert!(page.did(&Effect::OfferDirect(1)));
    page.on(Event::DirectDescribed(1, "offer".to_owned()));
    let step = Step::Offer {
        attempt: 1,
        sdp: "offer".to_owned(),
    };
    assert_eq!(page.sent(), [&ClientMessage::Direct { to: bob(), step }]);
}

#[test]
fn nobody_offers_who_came_second_or_is_not_allowed_to_or_talks_to_a_page_that_cannot() {
    for spoil in [
        |state: &mut MeetingState| state.people.reverse(),
        |state: &mut MeetingState| state.direct.allowed = false,
        |state: &mut MeetingState| state.people[1].direct = false,
        |state: &mut MeetingState| state.people[1].away = true,
        |state: &mut MeetingState| state.people.push(person("0000000c", "Cyd")),
    ] {
        let mut page = alone_with_bob();
        spoil(&mut page.state);
        page.wait(20);
        assert_eq!(page.state.direct.stage, DirectStage::None);
    }
}

#[test]
fn who_came_second_answers() {
    let mut page = alone_with_bob();
    page.state.people.reverse();
    page.says(ServerMessage::Direct {
        from: bob(),
        step: Step::Offer {
            attempt: 7,
            sdp: "offer".to_owned(),
        },
    });
    assert!(page.did(&Effect::AnswerDirect(7, "offer".to_owned())));
    page.on(Event::DirectDescribed(7, "answer".to_owned()));
    let step = Step::Answer {
        attempt: 7,
        sdp: "answer".to_owned(),
    };
    assert_eq!(page.sent(), [&ClientMessage::Direct { to: bob(), step }]);
}

#[test]
fn a_picture_is_asked_of_the_server_until_it_comes_directly() {
    let mut page = up();
    assert!(asked(&page) && !page.state.direct.takes(&camera()));
    page.on(Event::DirectFlows(1, SourceKind::Camera));
    assert!(!asked(&page) && page.state.direct.takes(&camera()));
}

#[test]
fn with_a_third_the_direct_picture_shows_until_the_servers_is_there() {
    let mut page = taken();
    cyd_joins(&mut page);
    assert!(asked(&page) && page.state.direct.takes(&camera()));
    assert_eq!(
        page.state.direct.taken,
        [SourceKind::Camera],
        "sound is back at once"
    );
    assert!(!page.did(&Effect::CloseDirect));
    page.on(Event::ServerFlows(camera()));
    assert!(!page.state.direct.takes(&camera()) && page.did(&Effect::CloseDirect));
}

#[test]
fn a_server_that_sends_no_picture_is_not_waited_for_for_ever() {
    let mut page = taken();
    cyd_joins(&mut page);
    page.wait(4);
    assert!(page.did(&Effect::CloseDirect));
}

#[test]
fn alone_again_they_wait_before_they_connect_again() {
    let mut page = taken();
    cyd_joins(&mut page);
    page.on(Event::ServerFlows(camera()));
    page.says(ServerMessage::ParticipantLeft {
        endpoint: "0000000c".parse().unwrap(),
        kicked: false,
    });
    page.wait(4);
    assert_eq!(page.state.direct.stage, DirectStage::None);
    page.wait(1);
    assert!(page.did(&Effect::OfferDirect(2)));
}

#[test]
fn packets_that_stop_bring_the_server_back_and_the_other_is_told() {
    let mut page = taken();
    page.on(Event::DirectPeer(1, PeerState::Disconnected));
    let step = Step::End { attempt: 1 };
    assert_eq!(page.sent(), [&ClientMessage::Direct { to: bob(), step }]);
    assert!(asked(&page));
    page.on(Event::ServerFlows(camera())).wait(9);
    assert_eq!(page.state.direct.stage, DirectStage::None);
    page.wait(2);
    assert_eq!(page.state.direct.stage, DirectStage::Offering);
}

#[test]
fn the_other_ends_it_too() {
    let mut page = taken();
    let end = |attempt| ServerMessage::Direct {
        from: bob(),
        step: Step::End { attempt },
    };
    page.says(end(0));
    assert_eq!(page.state.direct.stage, DirectStage::Up, "a late message");
    page.says(end(1));
    assert_eq!(page.state.direct.stage, DirectStage::Leaving);
}

#[test]
fn attempts_that_lead_to_nothing_become_rarer() {
    let mut page = alone_with_bob();
    let mut offers = Vec::new();
    for second in 0..400 {
        page.wait(1);
        // The message connection works all the time.
        page.state.ponged = true;
        if page
            .did
            .iter()
            .any(|effect| matches!(effect, Effect::OfferDirect(_)))
        {
            offers.push(second);
        }
    }
    let pauses: Vec<u64> = offers.windows(2).map(|two| two[1] - two[0]).collect();
    assert_eq!(pauses, [26, 36, 56, 96, 176]);
}

#[test]
fn who_leaves_takes_the_connection_with_him() {
    let mut page = taken();
    page.says(ServerMessage::ParticipantLeft {
        endpoint: bob(),
        kicked: false,
    });
    assert!(page.did(&Effect::CloseDirect));
    assert_eq!(page.state.direct.peer, None);
    let mut page = taken();
    page.on(Event::Leave);
    assert!(page.did(&Effect::CloseDirect));
}

#[test]
fn a_broken_message_connection_does_not_end_it() {
    let mut page = taken();
    page.on(Event::LinkClosed(1006)).wait(5);
    assert_eq!(page.state.direct.stage, DirectStage::Up);
}

#[test]
fn a_camera_that_is_off_is_not_waited_for() {
    let mut page = taken();
    page.says(ServerMessage::ParticipantChanged {
        endpoint: bob(),
        change: ParticipantChange {
            live: Some(vec![SourceKind::Microphone]),
            ..ParticipantChange::default()
        },
    });
    cyd_joins(&mut page);
    assert!(page.did(&Effect::CloseDirect));
}
