//! A room on a stage: joins in a word, and looks at what came out.

use domain::{AppId, EndpointId, MeetingEvent, MeetingFact, Random, Timestamp};
use meeting::{Admission, ConnectionId, Guest, IceServers, Input, Output, Refusal, Resume, Room};
use rand::SeedableRng;
use sfu::api::{Candidate, Command, LegTransport, RoomKey, Transport};
use signal::{ClientMessage, CloseCode, ErrorCode, IceServer, Joined, ServerMessage};
use std::sync::Arc;
use std::time::Duration;

pub(crate) const APP: &str = "vpaas-magic-cookie-0123456789abcdef0123456789abcdef";
pub(crate) const OFFER: &str = include_str!("../fixtures/chromium-offer-preferred.sdp");

pub(crate) fn app() -> AppId {
    APP.parse().unwrap()
}

pub(crate) fn random(seed: u64) -> Arc<Random> {
    Arc::new(Random::new(rand::rngs::StdRng::seed_from_u64(seed)))
}

pub(crate) fn transport() -> LegTransport {
    LegTransport {
        ufrag: "0abcd".to_owned(),
        password: "abcdefghijklmnopqrstuvwx".to_owned(),
        fingerprint: [7; 32],
        candidates: vec![
            candidate(Transport::Udp, "192.0.2.1:10000"),
            candidate(Transport::Udp, "[2001:db8::1]:10000"),
        ],
    }
}

pub(crate) fn candidate(transport: Transport, address: &str) -> Candidate {
    Candidate::host(transport, address.parse().unwrap())
}

/// Somebody with a token.
pub(crate) fn guest(name: &str) -> Admission {
    Admission {
        guest: Guest {
            kid: Some(format!("{APP}/abc123").parse().unwrap()),
            user_id: Some(format!("id-{name}")),
            name: Some(name.to_owned()),
            ..Guest::default()
        },
        device: format!("device-{name}").parse().unwrap(),
        name: String::new(),
        muted: Vec::new(),
        embedded: false,
        direct: false,
        resume: None,
        returns_only: None,
        ice: None,
    }
}

/// Who is told of a way that names him.
#[derive(Debug)]
struct OneWay(String);

impl IceServers for OneWay {
    fn for_page(&self, endpoint: &EndpointId, _: Timestamp) -> Vec<IceServer> {
        vec![IceServer {
            urls: vec!["turn:192.0.2.1".to_owned()],
            username: Some(endpoint.as_str().to_owned()),
            credential: Some(self.0.clone()),
        }]
    }
}

/// The same with a way to the media plane beside the direct one.
pub(crate) fn with_ways(mut admission: Admission, credential: &str) -> Admission {
    admission.ice = Some(Arc::new(OneWay(credential.to_owned())));
    admission
}

/// Somebody with a moderator's token.
pub(crate) fn moderator(name: &str) -> Admission {
    let mut admission = guest(name);
    admission.guest.moderator = true;
    admission
}

/// The same browser on a new connection.
pub(crate) fn returning(name: &str, resume: &str) -> Admission {
    let mut admission = guest(name);
    admission.resume = Some(Resume(resume.to_owned()));
    admission
}

/// The same browser after the end of its token's time.
pub(crate) fn returning_late(name: &str, resume: &str) -> Admission {
    let mut admission = returning(name, resume);
    admission.returns_only = Some(Refusal {
        code: ErrorCode::Token,
        rule: Some("expired".to_owned()),
        message: "The token expired. Sign a new one.".to_owned(),
    });
    admission
}

pub(crate) struct Scene {
    pub(crate) room: Room,
    pub(crate) now: Timestamp,
    connections: u64,
}

/// A participant as the test knows him.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub(crate) at: ConnectionId,
    pub(crate) id: EndpointId,
    pub(crate) joined: Joined,
    pub(crate) out: Vec<Output>,
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self {
            room: Room::new(app(), "daily".parse().unwrap(), RoomKey(7), random(1)),
            now: Timestamp::from_seconds(1_800_000_000),
            connections: 0,
        }
    }

    pub(crate) fn try_join(&mut self, admission: Admission) -> (ConnectionId, Vec<Output>) {
        self.connections += 1;
        let connection = ConnectionId(self.connections);
        let out = self.room.handle(
            self.now,
            Input::Join {
                connection,
                admission: Box::new(admission),
                transport: transport(),
            },
        );
        (connection, out)
    }

    pub(crate) fn join(&mut self, admission: Admission) -> Who {
        let (at, out) = self.try_join(admission);
        let joined = sent_to(&out, at)
            .into_iter()
            .find_map(|message| match message {
                ServerMessage::Joined(joined) => Some(*joined),
                _ => None,
            })
            .unwrap();
        Who {
            at,
            id: joined.me.clone(),
            joined,
            out,
        }
    }

    pub(crate) fn say(&mut self, who: &Who, message: &ClientMessage) -> Vec<Output> {
        self.text(who, &signal::to_text(message))
    }

    pub(crate) fn text(&mut self, who: &Who, text: &str) -> Vec<Output> {
        let text = text.to_owned();
        self.room.handle(
            self.now,
            Input::Text {
                connection: who.at,
                text,
            },
        )
    }

    pub(crate) fn offer(&mut self, who: &Who) -> Vec<Output> {
        let sdp = OFFER.to_owned();
        self.say(who, &ClientMessage::Offer { sdp })
    }

    pub(crate) fn lose(&mut self, who: &Who) -> Vec<Output> {
        self.room
            .handle(self.now, Input::ConnectionLost { connection: who.at })
    }

    pub(crate) fn pass(&mut self, seconds: u64) -> Vec<Output> {
        self.now = self.now.plus(Duration::from_secs(seconds));
        self.room.handle(self.now, Input::Tick)
    }
}

pub(crate) fn sent_to(out: &[Output], at: ConnectionId) -> Vec<ServerMessage> {
    out.iter()
        .filter_map(|output| match output {
            Output::Send { to, message } if to.contains(&at) => Some(message.clone()),
            _ => None,
        })
        .collect()
}

pub(crate) fn recorded(out: &[Output]) -> Vec<MeetingFact> {
    events(out).into_iter().map(|event| event.fact).collect()
}

pub(crate) fn events(out: &[Output]) -> Vec<MeetingEvent> {
    out.iter()
        .filter_map(|output| match output {
            Output::Record(event) => Some(event.clone()),
            _ => None,
        })
        .collect()
}

pub(crate) fn commands(out: &[Output]) -> Vec<Command> {
    out.iter()
        .filter_map(|output| match output {
            Output::Media(command) => Some(command.clone()),
            _ => None,
        })
        .collect()
}

pub(crate) fn closed(out: &[Output], at: ConnectionId) -> Option<CloseCode> {
    out.iter().find_map(|output| match output {
        Output::Close { connection, code } if *connection == at => Some(*code),
        _ => None,
    })
}

pub(crate) fn error_for(out: &[Output], at: ConnectionId) -> Option<ErrorCode> {
    sent_to(out, at).into_iter().find_map(|message| match message {
        ServerMessage::Error { code, .. } => Some(code),
        _ => None,
    })
}
