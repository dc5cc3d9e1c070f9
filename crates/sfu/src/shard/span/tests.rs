//! Whatever comes and goes in whatever order, shards agree in the end, and nothing is left when all are gone.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::speech::microphone;
use super::Shard;
use crate::across::Parcel;
use crate::api::{
    self, Command, Extensions, LegFacts, LegKey, LegTransport, PayloadTypes, PictureTypes, RoomKey, SendLine,
    SlotLine, SourceKind,
};
use crate::output::Output;
use crate::speakers::{Front, Order};

const SHARDS: usize = 3;
const LEGS: u64 = 6;

fn line(kind: SourceKind) -> SendLine {
    SendLine {
        kind,
        mid: "0".to_owned(),
        ssrc: None,
        rtx_ssrc: None,
        rids: Vec::new(),
    }
}

fn facts(fingerprint: u8) -> LegFacts {
    LegFacts {
        remote_ufrag: String::new(),
        remote_password: String::new(),
        remote_fingerprint: [fingerprint; 32],
        extensions: Extensions::default(),
        payload_types: PayloadTypes {
            opus: 111,
            red: None,
            pictures: PictureTypes::default(),
        },
        sends: vec![line(SourceKind::Microphone), line(SourceKind::Camera)],
        audio_slots: Vec::new(),
        video_slots: vec![SlotLine {
            mid: "1".to_owned(),
            ssrc: 1,
            rtx_ssrc: None,
        }],
    }
}

fn camera(leg: u64) -> api::Source {
    api::Source {
        leg: LegKey(leg),
        kind: SourceKind::Camera,
    }
}

/// Shards with queues between them that are as slow as the test wants.
struct World {
    now: Instant,
    shards: Vec<Shard>,
    queues: HashMap<(usize, usize), VecDeque<Parcel>>,
}

impl World {
    fn new() -> Self {
        let now = Instant::now();
        let shards = (0..SHARDS).map(|number| Shard::among(number, SHARDS, now));
        Self {
            now,
            shards: shards.collect(),
            queues: HashMap::new(),
        }
    }

    fn on(&mut self, at: usize, act: impl FnOnce(&mut Shard, Instant, &mut Output)) {
        let mut out = Output::default();
        act(&mut self.shards[at], self.now, &mut out);
        for mut parcel in out.across {
            // The queue is always full: control gets through nevertheless.
            self.shards[at].lighten(&mut parcel);
            self.queues.entry((at, parcel.to)).or_default().push_back(parcel);
        }
    }

    fn command(&mut self, at: usize, command: Command) {
        self.on(at, |shard, now, out| shard.command(command, now, out));
    }

    fn arrive(&mut self, from: usize, to: usize) {
        if let Some(parcel) = self.queues.get_mut(&(from, to)).and_then(VecDeque::pop_front) {
            self.on(to, |shard, now, out| shard.across(from, &parcel, now, out));
        }
    }

    /// Time passes until nothing is on its way any more.
    fn settle(&mut self) {
        for _ in 0..20 {
            self.now += Duration::from_millis(100);
            for at in 0..SHARDS {
                self.on(at, |shard, now, out| shard.tick(now, out));
            }
            while let Some(link) = self.queues.iter().find(|(_, queue)| !queue.is_empty()) {
                let (from, to) = *link.0;
                self.arrive(from, to);
            }
        }
    }

    fn step(&mut self, (what, leg, room, other): (u8, u64, u64, u64)) {
        // A leg is always on the same shard.
        let at = leg as usize % SHARDS;
        match what {
            0..=2 => {
                let transport = LegTransport {
                    ufrag: format!("{leg}"),
                    password: String::new(),
                    fingerprint: [0; 32],
                    candidates: Vec::new(),
                };
                let facts = facts(other as u8 % 2);
                let (room, leg) = (RoomKey(room), LegKey(leg));
                self.command(
                    at,
                    Command::Add {
                        room,
                        leg,
                        transport,
                        facts,
                    },
                );
            }
            3 | 4 => self.command(at, Command::Remove { leg: LegKey(leg) }),
            5 => {
                let (leg, source, slot) = (LegKey(leg), Some(camera(other)), 0);
                self.command(
                    at,
                    Command::Show {
                        leg,
                        slot,
                        source,
                        height: 360,
                        on_stage: false,
                    },
                );
            }
            6 => {
                let (source, muted) = (camera(leg), other.is_multiple_of(2));
                self.command(at, Command::Mute { source, muted });
            }
            _ => (0..3).for_each(|_| self.arrive(at, other as usize % SHARDS)),
        }
    }
}

/// What a shard knows of a room: sources, and whether they are muted and taken.
fn known(shard: &Shard, room: RoomKey) -> BTreeSet<(api::Source, bool)> {
    let sources = shard.sources.iter().map(|(_, source)| source);
    let of_room = sources.filter(|source| source.room == room);
    of_room.map(|source| (source.key, source.muted)).collect()
}

fn legs(shard: &Shard, room: RoomKey) -> usize {
    shard.rooms.get(&room).map_or(0, |room| room.legs.len())
}

proptest! {
    #[test]
    fn shards_agree_in_the_end_and_forget_everything_when_all_are_gone(
        steps in prop::collection::vec((0u8..12, 0..LEGS, 0u64..2, 0..LEGS), 0..80),
    ) {
        let mut world = World::new();
        steps.into_iter().for_each(|step| world.step(step));
        world.settle();
        for room in [RoomKey(0), RoomKey(1)] {
            let here: Vec<&Shard> = world.shards.iter().filter(|shard| legs(shard, room) > 0).collect();
            for shard in &here {
                let mut peers = shard.rooms[&room].peers.clone();
                peers.sort_unstable();
                let others = here.iter().map(|other| other.place.number);
                let others: Vec<usize> = others.filter(|other| *other != shard.place.number).collect();
                prop_assert_eq!(peers, others, "who else has legs");
                prop_assert_eq!(known(shard, room), known(here[0], room), "which sources there are");
                prop_assert_eq!(shard.by_source.len(), shard.sources.len());
            }
        }
        for shard in &world.shards {
            for (_, source) in &shard.sources {
                let wants = |other: &&Shard| {
                    other.place.number != shard.place.number && other.legs.iter().any(|(_, leg)| {
                        leg.room == source.room && leg.video_slots[0].wanted == Some(source.key)
                    })
                };
                let takers = source.takers.len();
                if source.leg().is_some() && source.is_picture() {
                    prop_assert_eq!(takers, world.shards.iter().filter(wants).count(), "who takes it");
                }
            }
        }
        for leg in 0..LEGS {
            world.step((3, leg, 0, 0));
        }
        world.settle();
        for shard in &world.shards {
            prop_assert!(shard.sources.is_empty() && shard.by_source.is_empty() && shard.by_far.is_empty());
            prop_assert!(shard.rooms.is_empty() && shard.away.is_empty() && shard.ready.is_empty());
        }
    }
}

/// What a shard that arranges voices tells of these.
fn decided(voices: &[api::Source]) -> Front<api::Source> {
    let mut order = Order::default();
    (0..voices.len()).for_each(|voice| order.add(voice));
    order.front_voices().named(|voice| voices.get(*voice).copied())
}

/// The voices of a room in the order of a shard, by whose they are.
fn in_front(shard: &Shard, room: RoomKey) -> Vec<u64> {
    let voices = shard.rooms[&room].order.all().iter();
    voices.map(|at| shard.sources[*at].key.leg.0).collect()
}

#[test]
fn a_voice_that_was_given_its_place_before_it_was_known_takes_it_when_it_is() {
    let room = RoomKey(0);
    let mut world = World::new();
    (0..SHARDS as u64).for_each(|leg| world.step((0, leg, 0, 0)));
    world.settle();
    let shard = (0..SHARDS).find(|at| !world.shards[*at].arranges(room));
    let shard = shard.expect("one of three arranges");
    let [early, late] = [1, 2].map(|next| microphone(LegKey(((shard + next) % SHARDS) as u64)));
    let [early_at, late_at] = [early, late].map(|voice| world.shards[shard].by_source[&voice]);
    world.on(shard, |shard, _, out| shard.add_voice(room, early_at, out));
    let front = decided(&[late, early]);
    world.on(shard, |shard, _, out| shard.follow(room, &front, None, out));
    assert_eq!(in_front(&world.shards[shard], room), [early.leg.0]);
    world.on(shard, |shard, _, out| shard.add_voice(room, late_at, out));
    assert_eq!(in_front(&world.shards[shard], room), [late.leg.0, early.leg.0]);
}
