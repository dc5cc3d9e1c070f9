//! Connections that break and come back.

use super::*;

#[test]
fn a_break_is_mended_with_the_same_peer_connection() {
    let mut page = Page::in_meeting();
    page.on(Event::LinkClosed(1006));
    assert_eq!(page.did, [Effect::OpenLink(300)]);
    assert_eq!(page.state.phase, Phase::Meeting);
    page.on(Event::LinkOpened);
    let [ClientMessage::Join(join)] = page.sent()[..] else {
        panic!("{:?}", page.did);
    };
    assert_eq!(join.resume.as_deref(), Some("come-back"));
    page.says(joined(true));
    assert!(
        !page
            .did
            .iter()
            .any(|effect| matches!(effect, Effect::BuildPeer(_)))
    );
    assert!(page.did(&Effect::ForgetView));
    assert_eq!(page.state.link, Link::Up);
}

#[test]
fn what_took_the_link_may_have_taken_the_way_of_the_media_so_another_is_looked_for_quietly() {
    let mut page = Page::in_meeting();
    page.on(Event::LinkClosed(1006)).on(Event::LinkOpened);
    page.says(joined(true));
    assert!(page.did(&Effect::RestartIce));
    assert_eq!(page.state.media.stage, MediaStage::Up);
    page.on(Event::Offered("new".to_owned()));
    assert_eq!(page.sent().len(), 1);
    page.says(ServerMessage::Answer {
        sdp: "answer".to_owned(),
    });
    assert!(page.did(&Effect::Answer("answer".to_owned())));
    assert_eq!(page.state.media.stage, MediaStage::Up);
}

#[test]
fn another_network_gets_another_message_connection_at_once_and_then_another_way_for_media() {
    let mut page = Page::in_meeting();
    page.on(Event::Online);
    assert_eq!(page.did, [Effect::OpenLink(0)]);
    page.on(Event::LinkOpened).says(joined(true));
    assert!(page.did(&Effect::RestartIce));
    assert_eq!(page.state.media.stage, MediaStage::Up);
}

#[test]
fn media_that_broke_with_the_link_is_restarted_on_return() {
    let mut page = Page::in_meeting();
    page.on(Event::LinkClosed(1006))
        .on(Event::Peer(PeerState::Failed));
    assert_eq!(page.did, []);
    page.on(Event::LinkOpened).says(joined(true));
    assert!(page.did(&Effect::RestartIce));
    assert!(!page.did(&Effect::BuildPeer(SLOTS)));
}

#[test]
fn a_restarted_server_gets_a_fresh_peer_connection() {
    let mut page = Page::in_meeting();
    page.says(ServerMessage::GoingAway)
        .on(Event::LinkClosed(CloseCode::GoingAway.number()));
    assert!(page.state.server_stops);
    page.on(Event::LinkOpened).says(joined(false));
    assert!(page.did(&Effect::BuildPeer(SLOTS)));
    assert!(!page.state.server_stops);
    assert_eq!(page.state.media.stage, MediaStage::Offering);
}

#[test]
fn what_was_muted_during_a_break_is_told_on_return() {
    let mut page = Page::in_meeting();
    page.on(Event::LinkClosed(1006))
        .on(Event::Toggle(SourceKind::Microphone));
    assert_eq!(page.sent(), Vec::<&ClientMessage>::new());
    page.on(Event::LinkOpened).says(joined(true));
    assert_eq!(
        page.sent(),
        [&ClientMessage::Mute {
            source: SourceKind::Microphone,
            muted: true
        }]
    );
}

#[test]
fn attempts_slow_down_and_end_after_two_minutes() {
    assert_eq!(
        [0, 1, 2, 3, 4, 5, 99].map(link::pause),
        [300, 600, 1_200, 2_400, 4_800, 5_000, 5_000]
    );
    let mut page = Page::in_meeting();
    page.on(Event::LinkClosed(1006));
    for _ in 0..30 {
        page.now += 5_000;
        page.on(Event::LinkClosed(1006));
    }
    assert_eq!(page.state.phase, Phase::Over(Ending::Unreachable));
}

#[test]
fn a_server_that_says_nothing_is_given_up_and_tried_again() {
    let mut page = Page::at_prejoin();
    page.on(Event::Join).on(Event::LinkOpened).wait(12);
    assert!(page.did(&Effect::OpenLink(600)));
    assert_eq!(page.state.phase, Phase::Joining);
}

#[test]
fn pings_find_a_dead_connection() {
    let mut page = Page::in_meeting();
    page.wait(10);
    assert_eq!(page.sent(), [&ClientMessage::Ping { id: 1 }]);
    page.says(ServerMessage::Pong { id: 1 }).wait(10);
    assert_eq!(page.sent(), [&ClientMessage::Ping { id: 2 }]);
    page.wait(20);
    assert!(page.did(&Effect::OpenLink(300)));
}

#[test]
fn lost_media_restarts_and_then_starts_afresh() {
    let mut page = Page::in_meeting();
    page.says(ServerMessage::Media { connected: false });
    assert_eq!(page.did, [Effect::RestartIce]);
    page.wait(14);
    assert!(page.did(&Effect::RestartIce));
    page.wait(15);
    assert!(page.did(&Effect::BuildPeer(SLOTS)));
    page.on(Event::Offered("new".to_owned()))
        .says(ServerMessage::Answer {
            sdp: "answer".to_owned(),
        })
        .on(Event::Peer(PeerState::Connected));
    assert_eq!(page.state.media.tries, 0);
}

#[test]
fn a_short_gap_in_the_media_mends_itself() {
    let mut page = Page::in_meeting();
    page.on(Event::Peer(PeerState::Disconnected));
    assert!(!page.did(&Effect::RestartIce));
    page.on(Event::Peer(PeerState::Connected)).wait(5);
    assert!(!page.did(&Effect::RestartIce));
    page.on(Event::Peer(PeerState::Disconnected)).wait(2);
    assert!(page.did(&Effect::RestartIce));
}
