//! Whatever happens in whatever order: the journal is well formed and nobody outside hears anything.

use crate::support::*;
use domain::MeetingFact;
use domain::connection::Path;
use meeting::{ConnectionId, Input, MAX_PARTICIPANTS, Output};
use proptest::prelude::*;
use sfu::api::{Event, LegKey, RoomKey};
use signal::{ClientMessage, ServerMessage, Shown, SourceKind, SourceName, View};
use std::collections::BTreeSet;

#[derive(Debug, Clone)]
enum Act {
    Join {
        device: u8,
        moderator: bool,
        token: bool,
    },
    Return(usize),
    Retract,
    Lose(usize),
    Leave(usize),
    Kick(usize, usize),
    Mute(usize, bool),
    MuteAll(usize),
    View(usize, usize),
    Offer(usize),
    Rename(usize),
    Nonsense(usize),
    Speak(u64),
    Stats(usize, bool),
    Wait(u16),
    Shutdown,
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..12_usize;
    prop_oneof![
        6 => (0..6_u8, any::<bool>(), prop::bool::weighted(0.9))
            .prop_map(|(device, moderator, token)| Act::Join { device, moderator, token }),
        3 => who.clone().prop_map(Act::Return),
        1 => Just(Act::Retract),
        4 => who.clone().prop_map(Act::Lose),
        3 => who.clone().prop_map(Act::Leave),
        2 => (who.clone(), who.clone()).prop_map(|(by, whom)| Act::Kick(by, whom)),
        2 => (who.clone(), any::<bool>()).prop_map(|(who, muted)| Act::Mute(who, muted)),
        1 => who.clone().prop_map(Act::MuteAll),
        2 => (who.clone(), who.clone()).prop_map(|(by, whom)| Act::View(by, whom)),
        1 => who.clone().prop_map(Act::Offer),
        1 => who.clone().prop_map(Act::Rename),
        1 => (who.clone(), any::<bool>()).prop_map(|(who, keep)| Act::Stats(who, keep)),
        1 => who.prop_map(Act::Nonsense),
        1 => (0..12_u64).prop_map(Act::Speak),
        4 => (0..1_000_u16).prop_map(Act::Wait),
        1 => Just(Act::Shutdown),
    ]
}

/// Follows the outputs as the world outside would.
#[derive(Default)]
struct World {
    connected: BTreeSet<ConnectionId>,
    facts: Vec<MeetingFact>,
    over: bool,
}

impl World {
    fn take(&mut self, out: &[Output]) {
        for output in out {
            assert!(!self.over, "nothing follows the end");
            match output {
                Output::Record(event) => self.facts.push(event.fact.clone()),
                Output::Send { to, message } => {
                    let distinct: BTreeSet<_> = to.iter().collect();
                    assert_eq!(distinct.len(), to.len());
                    for one in to {
                        assert!(self.connected.contains(one), "{message:?} to nobody");
                    }
                }
                Output::Close { connection, .. } => assert!(self.connected.remove(connection)),
                Output::Refuse { connection, .. } => assert!(self.connected.remove(connection)),
                Output::Media(_) => {}
                Output::Ended => self.over = true,
            }
        }
    }

    fn check(&self) {
        let mut present = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut devices = BTreeSet::new();
        for (index, fact) in self.facts.iter().enumerate() {
            match fact {
                MeetingFact::RoomCreated => assert_eq!(index, 0),
                MeetingFact::RoomDestroyed => {
                    assert_eq!(index + 1, self.facts.len());
                    assert!(present.is_empty());
                }
                MeetingFact::ParticipantJoined { participant } => {
                    assert!(seen.insert(participant.endpoint.clone()));
                    present.insert(participant.endpoint.clone());
                    assert!(present.len() <= MAX_PARTICIPANTS);
                    assert!(!participant.name.is_empty());
                }
                MeetingFact::ParticipantLeft { endpoint, .. } => assert!(present.remove(endpoint)),
                MeetingFact::ConnectionStats { endpoint, samples } => {
                    assert!(present.contains(endpoint) && !samples.is_empty());
                }
                MeetingFact::Usage { entries } => {
                    assert!(!entries.is_empty());
                    for entry in entries {
                        assert!(devices.insert(entry.device.clone()), "counted twice");
                        assert!(entry.kid.is_some());
                        assert!(present.contains(&entry.endpoint));
                    }
                    assert!(devices.len() >= 2);
                }
            }
        }
        // A room that nobody joined ends without a trace.
        let ended = self.facts.last() == Some(&MeetingFact::RoomDestroyed);
        assert_eq!(self.over, ended || (self.over && self.facts.is_empty()));
    }
}

fn play(acts: Vec<Act>) {
    let mut scene = Scene::new();
    let mut world = World::default();
    let mut people: Vec<Who> = Vec::new();
    for act in acts {
        if scene.room.is_over() {
            break;
        }
        let person = |index: usize| people.get(index % people.len().max(1)).cloned();
        let said = |index: usize, message: &ClientMessage, scene: &mut Scene| {
            person(index).map_or_else(Vec::new, |who| scene.say(&who, message))
        };
        let source = SourceKind::Microphone;
        let out = match act {
            Act::Join {
                device,
                moderator,
                token,
            } => {
                let mut admission = guest(&format!("d{device}"));
                admission.guest.moderator = moderator;
                admission.guest.kid = admission.guest.kid.filter(|_| token);
                let (at, out) = scene.try_join(admission);
                world.connected.insert(at);
                people.extend(newcomer(at, &out));
                out
            }
            Act::Return(index) => match person(index) {
                None => Vec::new(),
                Some(who) => {
                    let (at, out) = scene.try_join(returning("d0", &who.joined.resume));
                    world.connected.insert(at);
                    people.extend(newcomer(at, &out));
                    out
                }
            },
            Act::Retract => {
                let (at, _) = scene.try_join(guest("d9"));
                scene.room.retract(at);
                if scene.room.is_over() {
                    assert!(world.facts.is_empty());
                    return;
                }
                Vec::new()
            }
            Act::Lose(index) => person(index).map_or_else(Vec::new, |who| {
                world.connected.remove(&who.at);
                scene.lose(&who)
            }),
            Act::Leave(index) => said(index, &ClientMessage::Leave, &mut scene),
            Act::Kick(by, whom) => person(whom).map_or_else(Vec::new, |whom| {
                let kick = ClientMessage::Kick {
                    endpoint: whom.id,
                    reason: None,
                };
                said(by, &kick, &mut scene)
            }),
            Act::Mute(index, muted) => said(index, &ClientMessage::Mute { source, muted }, &mut scene),
            Act::MuteAll(index) => said(index, &ClientMessage::MuteAll { source }, &mut scene),
            Act::View(by, whom) => person(whom).map_or_else(Vec::new, |whom| {
                let source = SourceName {
                    endpoint: whom.id,
                    kind: SourceKind::Camera,
                };
                let slots = vec![
                    None,
                    Some(Shown {
                        source,
                        height: u32::MAX,
                        on_stage: false,
                    }),
                ];
                said(by, &ClientMessage::View(View { slots }), &mut scene)
            }),
            Act::Offer(index) => person(index).map_or_else(Vec::new, |who| scene.offer(&who)),
            Act::Rename(index) => said(index, &ClientMessage::Rename { name: "N".to_owned() }, &mut scene),
            Act::Stats(index, keep) => {
                let stats = signal::Stats {
                    path: Path::Server,
                    keep,
                    stats: Vec::new(),
                };
                said(index, &ClientMessage::Stats(Box::new(stats)), &mut scene)
            }
            Act::Nonsense(index) => person(index).map_or_else(Vec::new, |who| {
                (0..25).flat_map(|_| scene.text(&who, "nonsense")).collect()
            }),
            Act::Speak(leg) => {
                let leg = LegKey((7 << 24) | leg);
                let event = Event::Speakers {
                    room: RoomKey(7),
                    dominant: Some(leg),
                    levels: vec![(leg, 9)],
                };
                scene.room.handle(scene.now, Input::Media(event))
            }
            Act::Wait(seconds) => scene.pass(u64::from(seconds)),
            Act::Shutdown => scene.room.handle(scene.now, Input::Shutdown),
        };
        world.take(&out);
        world.check();
        if let Some(deadline) = scene.room.deadline() {
            assert!(deadline.since(scene.now).as_secs() <= 15 * 60);
        }
    }
}

fn newcomer(at: ConnectionId, out: &[Output]) -> Option<Who> {
    sent_to(out, at).into_iter().find_map(|message| match message {
        ServerMessage::Joined(joined) => Some(Who {
            at,
            id: joined.me.clone(),
            joined: *joined,
            out: Vec::new(),
        }),
        _ => None,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_order_of_events_leaves_a_sound_journal(acts in proptest::collection::vec(act(), 1..60)) {
        play(acts);
    }
}
