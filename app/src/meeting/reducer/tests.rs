//! The page's life, event by event.

mod breaks;
mod direct;
mod sources;

use super::*;
use crate::meeting::devices::{Problem, Source};
use crate::meeting::event::{PeerState, Start};
use crate::meeting::state::{Credentials, Favourites, MediaStage, Secret};
use signal::{
    CloseCode, ErrorCode, Joined, Participant, ParticipantChange, ServerMessage, SlotPlan, SourceName,
};

const SLOTS: SlotPlan = SlotPlan { audio: 4, video: 24 };

/// A page under test: a state, a clock, and what it did last.
struct Page {
    state: MeetingState,
    now: Millis,
    did: Vec<Effect>,
}

impl Page {
    fn new() -> Self {
        Self {
            state: MeetingState::default(),
            now: 1_000,
            did: Vec::new(),
        }
    }

    fn on(&mut self, event: Event) -> &mut Self {
        self.did = reduce(&mut self.state, event, self.now);
        self
    }

    fn says(&mut self, message: ServerMessage) -> &mut Self {
        self.on(Event::Server(Box::new(message)))
    }

    /// Lets time pass, a tick a second, and gathers what is done.
    fn wait(&mut self, seconds: u64) -> &mut Self {
        let mut did = Vec::new();
        for _ in 0..seconds {
            self.now += 1_000;
            self.on(Event::Tick);
            did.append(&mut self.did);
        }
        self.did = did;
        self
    }

    fn sent(&self) -> Vec<&ClientMessage> {
        self.did
            .iter()
            .filter_map(|effect| match effect {
                Effect::Send(message) => Some(message),
                _ => None,
            })
            .collect()
    }

    fn did(&self, effect: &Effect) -> bool {
        self.did.contains(effect)
    }

    /// A page on which the prejoin shows, microphone and camera working.
    fn at_prejoin() -> Self {
        let mut page = Self::new();
        page.on(Event::Started(Box::new(start())));
        page.opened(SourceKind::Microphone).opened(SourceKind::Camera);
        page
    }

    fn opened(&mut self, kind: SourceKind) -> &mut Self {
        self.on(Event::Opened {
            kind,
            with_sound: false,
        })
    }

    /// A page in a meeting with one other person, media up.
    fn in_meeting() -> Self {
        let mut page = Self::at_prejoin();
        page.on(Event::Join)
            .on(Event::LinkOpened)
            .says(joined(false))
            .on(Event::Offered("offer".to_owned()))
            .says(ServerMessage::Answer {
                sdp: "answer".to_owned(),
            })
            .on(Event::Peer(PeerState::Connected));
        page
    }
}

fn start() -> Start {
    Start {
        credentials: Credentials {
            jwt: Some(Secret("a.b.c".to_owned())),
            device: "0123456789abcdef0123456789abcdef".parse().unwrap(),
        },
        name: "Ann".to_owned(),
        prejoin: true,
        embedded: false,
        microphone: true,
        camera: true,
        relay_only: false,
        direct: false,
        back_after: 5_000,
        favourites: Favourites::default(),
        direct_codecs: Vec::new(),
        keep_stats: None,
    }
}

fn person(id: &str, name: &str) -> Participant {
    Participant {
        direct: true,
        endpoint: id.parse().unwrap(),
        name: name.to_owned(),
        avatar: None,
        moderator: id == "0000000a",
        live: vec![SourceKind::Microphone, SourceKind::Camera],
        away: false,
    }
}

fn joined(resumed: bool) -> ServerMessage {
    ServerMessage::Joined(Box::new(Joined {
        version: signal::VERSION,
        me: "0000000a".parse().unwrap(),
        session: "9f0c7a32-1b2c-4d5e-8f90-0123456789ab".parse().unwrap(),
        participants: vec![person("0000000a", "Ann"), person("0000000b", "Bob")],
        features: serde_json::from_str("{}").unwrap(),
        slots: SLOTS,
        codecs: signal::VideoCodec::ALL.to_vec(),
        resume: "come-back".to_owned(),
        resumed,
        ice_servers: Vec::new(),
    }))
}

#[test]
fn the_ways_of_the_latest_message_are_taken() {
    let told = |credential: &str, resumed| {
        let ServerMessage::Joined(mut message) = joined(resumed) else {
            panic!("joined");
        };
        message.ice_servers = vec![signal::IceServer {
            urls: vec!["turn:192.0.2.1".to_owned()],
            username: Some("1:0000000a".to_owned()),
            credential: Some(credential.to_owned()),
        }];
        ServerMessage::Joined(message)
    };
    let mut page = Page::at_prejoin();
    page.on(Event::Join)
        .on(Event::LinkOpened)
        .says(told("first", false));
    let credential = |page: &Page| page.state.ice_servers[0].credential.clone().unwrap();
    assert_eq!(credential(&page), "first");
    page.says(told("second", true));
    assert_eq!(credential(&page), "second");
    assert!(!format!("{:?}", page.state).contains("second"));
}

#[test]
fn the_way_in() {
    let mut page = Page::new();
    page.on(Event::Started(Box::new(start())));
    assert_eq!(page.state.phase, Phase::Prejoin);
    assert!(page.did(&Effect::Open(vec![SourceKind::Microphone, SourceKind::Camera])));
    page.opened(SourceKind::Microphone);
    page.on(Event::Failed {
        kind: SourceKind::Camera,
        problem: Some(Problem::Blocked),
    });
    page.on(Event::NameTyped("  Ann B ".to_owned())).on(Event::Join);
    assert!(page.did(&Effect::OpenLink(0)));
    assert!(page.did(&Effect::KeepName("Ann B".to_owned())));
    page.on(Event::LinkOpened);
    let [ClientMessage::Join(join)] = page.sent()[..] else {
        panic!("{:?}", page.did);
    };
    assert_eq!(join.name, "Ann B");
    assert_eq!(join.jwt.as_deref(), Some("a.b.c"));
    assert_eq!(join.resume, None);
    assert!(!join.muted.contains(&SourceKind::Microphone));
    assert!(join.muted.contains(&SourceKind::Camera));

    page.says(joined(false));
    assert_eq!(page.state.phase, Phase::Meeting);
    assert!(page.did(&Effect::BuildPeer(SLOTS)));
    page.on(Event::Offered("offer".to_owned()));
    assert_eq!(
        page.sent(),
        [&ClientMessage::Offer {
            sdp: "offer".to_owned()
        }]
    );
    page.says(ServerMessage::Answer {
        sdp: "answer".to_owned(),
    });
    assert!(page.did(&Effect::Answer("answer".to_owned())));
    page.on(Event::Peer(PeerState::Connected));
    assert_eq!(page.state.media.stage, MediaStage::Up);
}

#[test]
fn a_link_that_skips_the_prejoin_page_opens_no_camera_unless_embedded() {
    let mut page = Page::new();
    page.on(Event::Started(Box::new(Start {
        prejoin: false,
        ..start()
    })));
    assert_eq!(page.state.phase, Phase::Joining);
    assert_eq!(page.did, [Effect::OpenLink(0)]);

    let mut page = Page::new();
    page.on(Event::Started(Box::new(Start {
        prejoin: false,
        embedded: true,
        ..start()
    })));
    assert!(page.did(&Effect::Open(vec![SourceKind::Microphone, SourceKind::Camera])));
}

#[test]
fn endings_let_go_of_everything() {
    let ends: [(Event, Ending); 5] = [
        (Event::Leave, Ending::Left),
        (
            Event::Server(Box::new(ServerMessage::Kicked {
                reason: Some("Bye".to_owned()),
            })),
            Ending::Removed {
                reason: Some("Bye".to_owned()),
            },
        ),
        (Event::LinkClosed(CloseCode::Replaced.number()), Ending::Replaced),
        (Event::LinkClosed(CloseCode::Policy.number()), Ending::Expelled),
        (
            Event::Server(Box::new(ServerMessage::Refused {
                code: ErrorCode::Token,
                rule: Some("expired".to_owned()),
                message: "The token expired.".to_owned(),
            })),
            Ending::Refused {
                code: ErrorCode::Token,
                rule: Some("expired".to_owned()),
                message: "The token expired.".to_owned(),
            },
        ),
    ];
    for (event, ending) in ends {
        let mut page = Page::in_meeting();
        page.on(event);
        assert_eq!(page.state.phase, Phase::Over(ending));
        for effect in [Effect::CloseLink, Effect::ClosePeer, Effect::Release] {
            assert!(page.did(&effect), "{effect:?}");
        }
        // The close that follows changes nothing any more.
        let over = page.state.phase.clone();
        page.on(Event::LinkClosed(1006)).wait(3);
        assert_eq!(page.state.phase, over);
        assert_eq!(page.did, []);
    }
}

#[test]
fn joining_again_opens_what_was_on() {
    let mut page = Page::in_meeting();
    page.on(Event::Toggle(SourceKind::Camera))
        .on(Event::Leave)
        .on(Event::Join);
    assert!(page.did(&Effect::Open(vec![SourceKind::Microphone])));
    assert_eq!(page.state.phase, Phase::Joining);
}

#[test]
fn moderators_words_reach_the_page() {
    let mut page = Page::in_meeting();
    page.says(ServerMessage::MutedByModerator {
        source: SourceKind::Microphone,
        by: "0000000b".parse().unwrap(),
    });
    assert_eq!(page.state.own.microphone, Source::Off);
    assert!(page.did(&Effect::Close(SourceKind::Microphone)));
    assert_eq!(
        page.state.notices[0].text,
        "Bob muted your microphone. You can turn it on again."
    );
    page.wait(8);
    assert!(page.state.notices.is_empty());
}

#[test]
fn people_come_change_and_go() {
    let mut page = Page::in_meeting();
    page.says(ServerMessage::ParticipantJoined {
        participant: person("0000000c", "Cem"),
    });
    assert_eq!(page.state.announcement, "Cem joined.");
    let cem: domain::EndpointId = "0000000c".parse().unwrap();
    let screen = SourceName {
        endpoint: cem.clone(),
        kind: SourceKind::Screen,
    };
    page.says(ServerMessage::ParticipantChanged {
        endpoint: cem.clone(),
        change: ParticipantChange {
            live: Some(vec![SourceKind::Screen]),
            away: Some(true),
            ..ParticipantChange::default()
        },
    });
    assert!(page.state.person(&cem).unwrap().away);
    assert_eq!(tiles::shared_screens(&page.state), std::slice::from_ref(&screen));
    page.on(Event::Pin(screen));
    page.says(ServerMessage::ParticipantLeft {
        endpoint: cem,
        kicked: false,
    });
    assert_eq!(page.state.pinned, None);
    assert_eq!(page.state.people.len(), 2);
    assert_eq!(page.state.announcement, "Cem left.");
}

#[test]
fn a_new_share_comes_on_stage_after_an_old_one_was_sent_away() {
    let mut page = Page::in_meeting();
    let share = |on: bool| ServerMessage::ParticipantChanged {
        endpoint: "0000000b".parse().unwrap(),
        change: ParticipantChange {
            live: Some(if on { vec![SourceKind::Screen] } else { Vec::new() }),
            ..ParticipantChange::default()
        },
    };
    page.says(share(true)).on(Event::Arrange(Layout::Tiles));
    assert_eq!(page.state.dismissed.len(), 1);
    page.says(share(false)).says(share(true));
    assert!(page.state.dismissed.is_empty());
}

#[test]
fn a_name_is_told_when_it_is_done_and_never_empty() {
    let mut page = Page::in_meeting();
    page.on(Event::NameTyped("Anna".to_owned()));
    assert_eq!(page.did, []);
    page.on(Event::NameDone);
    assert_eq!(
        page.sent(),
        [&ClientMessage::Rename {
            name: "Anna".to_owned()
        }]
    );
    page.on(Event::NameTyped("  ".to_owned())).on(Event::NameDone);
    assert_eq!(page.state.name, "Ann");
    assert_eq!(page.sent(), Vec::<&ClientMessage>::new());
}

#[test]
fn the_state_keeps_secrets_out_of_logs() {
    let page = Page::in_meeting();
    let text = format!("{:?}", page.state);
    assert!(!text.contains("a.b.c") && !text.contains("come-back"));
}
