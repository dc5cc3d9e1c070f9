//! The media plane of some rooms as a state machine: datagrams, commands and time come in, datagrams,
//! events and handshake jobs go out. It owns no socket, no thread and no clock.

mod allocate;
#[cfg(feature = "fuzz")]
mod bounds;
mod command;
mod receive;
mod report;
mod room;
mod span;
mod speech;
mod timers;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use slab::Slab;

use crate::across::{Name, Place};
use crate::allocation::Request;
use crate::api::{self, LegKey, RoomKey};
use crate::clock::WireClock;
use crate::counters::Counters;
use crate::leg::{Leg, Stamp};
use crate::output::Output;
use crate::outside::Inquiry;
use crate::route::Route;
use crate::rtcp::Reception;
use crate::source::Source;

use room::Room;

/// Packets of a frame are held back for each other no longer than this.
const PATIENCE: Duration = Duration::from_millis(1);
/// Packets that leave in one go at most.
const BURST: usize = 8;
/// Collected datagrams are handed over when they exceed this many bytes: what was sealed is still in the
/// processor's cache when the kernel copies it.
const HAND_OVER: usize = 96 * 1024;

/// The state of some rooms.
pub struct Shard {
    legs: Slab<Leg>,
    sources: Slab<Source>,
    rooms: HashMap<RoomKey, Room>,
    /// Which shard this is.
    place: Place,
    /// Rooms whose home this is and that have legs on these other shards only.
    away: HashMap<RoomKey, Vec<usize>>,
    /// Sources of other shards.
    by_far: HashMap<(usize, Name), usize>,
    /// Sources that were ever here.
    born: u64,
    by_key: HashMap<LegKey, usize>,
    by_ufrag: HashMap<String, usize>,
    by_route: HashMap<Route, usize>,
    by_source: HashMap<api::Source, usize>,
    /// Encodings of sources with packets that wait for the flush.
    ready: Vec<(usize, usize)>,
    /// Legs with pictures that wait for their turn, and when the first of them has it.
    paced: Vec<usize>,
    paced_due: Option<Instant>,
    /// Legs in the middle of a probe, and when the first of them needs more.
    probing: Vec<usize>,
    probing_due: Option<Instant>,
    inquiry: Inquiry,
    clock: WireClock,
    due: timers::Due,
    generation: u32,
    counters: Counters,
    /// Scratch space of the timers.
    lost: Vec<u16>,
    receptions: Vec<Reception>,
    requests: Vec<Request>,
    room_keys: Vec<RoomKey>,
    offsets: HashMap<usize, i64>,
}

impl Shard {
    /// Nobody here yet, and no other shards beside it.
    pub fn new(now: Instant) -> Self {
        Self::among(0, 1, now)
    }

    /// The shard with this number, from 0, of `count` that share rooms. All of them are given the same `now`, from
    /// which they count.
    pub fn among(number: usize, count: usize, now: Instant) -> Self {
        Self {
            place: Place { number, count },
            away: HashMap::new(),
            by_far: HashMap::new(),
            born: 0,
            legs: Slab::new(),
            sources: Slab::new(),
            rooms: HashMap::new(),
            by_key: HashMap::new(),
            by_ufrag: HashMap::new(),
            by_route: HashMap::new(),
            by_source: HashMap::new(),
            ready: Vec::new(),
            paced: Vec::new(),
            paced_due: None,
            probing: Vec::new(),
            probing_due: None,
            inquiry: Inquiry::default(),
            clock: WireClock::new(now),
            due: timers::Due::new(now),
            generation: 0,
            counters: Counters::default(),
            lost: Vec::new(),
            receptions: Vec::new(),
            requests: Vec::new(),
            room_keys: Vec::new(),
            offsets: HashMap::new(),
        }
    }

    /// What was counted so far.
    pub fn counters(&self) -> Counters {
        let (legs, rooms) = (self.legs.len() as u64, self.rooms.len() as u64);
        Counters {
            legs,
            rooms,
            ..self.counters
        }
    }

    /// When [`Self::tick`] or [`Self::flush`] has something to do at the latest.
    pub fn next_timeout(&self) -> Instant {
        let held = self
            .ready
            .iter()
            .filter_map(|(at, layer)| self.sources.get(*at)?.layers.get(*layer)?.pending_since)
            .min();
        let held = held.map(|since| since + PATIENCE);
        let due = [
            held,
            self.paced_due,
            self.probing_due,
            self.inquiry.next_timeout(),
        ];
        due.into_iter().flatten().fold(self.due.fast, Instant::min)
    }

    /// Pictures that waited, and what probes need.
    fn flush_paced(&mut self, stamp: Stamp, out: &mut Output, send: &mut impl FnMut(&mut Output)) {
        let Self {
            legs,
            sources,
            paced,
            paced_due,
            probing,
            probing_due,
            counters,
            ..
        } = self;
        *paced_due = None;
        paced.retain(|index| {
            let Some(leg) = legs.get_mut(*index) else {
                return false;
            };
            let (sent, more) = leg.drain(sources, stamp, out);
            counters.packets_forwarded += sent;
            *paced_due = [*paced_due, more].into_iter().flatten().min();
            if out.bytes.len() >= HAND_OVER {
                send(out);
            }
            more.is_some()
        });
        *probing_due = None;
        probing.retain(|index| {
            let Some(leg) = legs.get_mut(*index) else {
                return false;
            };
            let (sent, more) = leg.probe(sources, stamp, out);
            counters.packets_probing += sent;
            *probing_due = [*probing_due, more].into_iter().flatten().min();
            if out.bytes.len() >= HAND_OVER {
                send(out);
            }
            more.is_some()
        });
    }

    fn stamp(&self, now: Instant) -> Stamp {
        Stamp {
            now,
            abs_send_time: self.clock.abs_send_time(now),
        }
    }

    /// Forwards the packets that wait, one subscriber after the other. `send` is called when enough
    /// has been collected; the rest stays in `out`.
    pub fn flush(&mut self, now: Instant, out: &mut Output, mut send: impl FnMut(&mut Output)) {
        let stamp = self.stamp(now);
        let mut at = 0;
        while let Some((index, number)) = self.ready.get(at).copied() {
            let source = self.sources.get(index);
            let Some((source, layer)) = source.and_then(|source| Some((source, source.layers.get(number)?)))
            else {
                self.ready.swap_remove(at);
                continue;
            };
            if !layer.is_ripe(BURST, PATIENCE, now) && !layer.pending.is_empty() {
                at += 1;
                continue;
            }
            self.ready.swap_remove(at);
            for taker in source.takers.iter().filter(|taker| taker.interest.takes(number)) {
                for packet in layer.pending.iter().filter_map(|at| layer.ring.get(*at)) {
                    out.cross(taker.shard, (source.name, number), packet, false);
                    self.counters.packets_crossed += 1;
                }
            }
            for subscriber in &layer.subscribers {
                if let Some(leg) = self.legs.get_mut(subscriber.leg) {
                    let sent = leg.forward(subscriber.slot, source, number, stamp, out);
                    self.counters.packets_forwarded += sent;
                    if !leg.waiting.is_empty() && !self.paced.contains(&subscriber.leg) {
                        self.paced.push(subscriber.leg);
                    }
                }
                if out.bytes.len() >= HAND_OVER {
                    send(out);
                }
            }
            if let Some(layer) = self.sources.get_mut(index).and_then(|s| s.layers.get_mut(number)) {
                layer.drop_pending();
            }
        }
        self.flush_paced(stamp, out, &mut send);
    }
}
