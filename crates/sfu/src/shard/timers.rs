//! What is done when time has passed.

use std::time::{Duration, Instant};

use slab::Slab;

use super::Shard;
use crate::api::{Event, LegKey};
use crate::handshake::Job;
use crate::leg::State;
use crate::output::Output;
use crate::rtcp;
use crate::source::{Layer, Source};

/// Lost packets, keyframes and voices are looked after this often.
const FAST: Duration = Duration::from_millis(20);
/// Transport-wide feedback to a leg, and what its slots get.
const FEEDBACK: Duration = Duration::from_millis(100);
/// What publishers are asked to send.
const DEMAND: Duration = Duration::from_millis(100);
/// The dominant speaker is chosen this often, as in Jitsi's and mediasoup's implementations.
const DOMINANCE: Duration = Duration::from_millis(300);
/// `Speakers` events at most this often.
const SPEAKERS: Duration = Duration::from_millis(200);
/// Sender and receiver reports to a leg.
const REPORTS: Duration = Duration::from_secs(1);
/// Whether legs have fallen silent is looked after this often.
const SILENT: Duration = Duration::from_secs(1);
/// Consent ends after this silence (RFC 7675 §5.1); a leg that never got through is given up then too.
const CONSENT: Duration = Duration::from_secs(30);
/// Without legs there is nothing to look after.
const IDLE: Duration = Duration::from_secs(1);

/// When the timers are due.
#[derive(Debug)]
pub(super) struct Due {
    pub(super) fast: Instant,
    demand: Instant,
    dominance: Instant,
    speakers: Instant,
    silent: Instant,
    /// How often `fast` was due so far.
    turn: usize,
}

/// The legs whose turn it is. What each leg needs now and then is done for some of them at a time, so that no packet
/// has to wait until it is done for all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    one_in: usize,
    first: usize,
}

impl Share {
    /// In this turn, if every leg is to have one in so much time.
    fn of(turn: usize, every: Duration) -> Self {
        let one_in = (every.as_millis() / FAST.as_millis()) as usize;
        Self {
            one_in,
            first: turn % one_in,
        }
    }

    /// Their indices below `end`.
    pub(super) fn below(self, end: usize) -> impl Iterator<Item = usize> {
        (self.first..end).step_by(self.one_in)
    }
}

impl Due {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            fast: now,
            demand: now,
            dominance: now,
            speakers: now,
            silent: now,
            turn: 0,
        }
    }

    /// Looks after everything fast from now on.
    pub(super) fn wake(&mut self, now: Instant) {
        self.fast = self.fast.min(now);
    }
}

/// All encodings of all sources of this shard, each with the index of its publisher's leg.
fn layers(sources: &mut Slab<Source>) -> impl Iterator<Item = (usize, &mut Layer)> {
    sources
        .iter_mut()
        .filter_map(|(_, source)| Some((source.leg()?, source)))
        .flat_map(|(leg, source)| source.layers.iter_mut().map(move |layer| (leg, layer)))
}

/// Whether a timer is due; if so it is set anew.
fn ring(due: &mut Instant, now: Instant, every: Duration) -> bool {
    let rings = now >= *due;
    if rings {
        *due = now + every;
    }
    rings
}

impl Shard {
    /// Looks after the timers; calling it early does no harm.
    pub fn tick(&mut self, now: Instant, out: &mut Output) {
        self.inquiry.tick(now, out);
        let pace = if self.legs.is_empty() { IDLE } else { FAST };
        if !ring(&mut self.due.fast, now, pace) {
            return;
        }
        self.ask_for_lost(now, out);
        self.begin_probes(now, out);
        self.request_keyframes(now, out);
        self.tell_interest(now, out);
        let mut rooms = std::mem::take(&mut self.room_keys);
        rooms.clear();
        rooms.extend(self.rooms.keys());
        if ring(&mut self.due.dominance, now, DOMINANCE) {
            for room in &rooms {
                self.choose_dominant(*room, now);
            }
        }
        for room in &rooms {
            self.look_after_voices(*room, now, out);
        }
        let turn = self.due.turn;
        self.due.turn = turn.wrapping_add(1);
        let share = Share::of(turn, FEEDBACK);
        self.write_feedback(share, out);
        for index in share.below(self.legs.capacity()) {
            self.allocate_for(index, now);
        }
        self.write_reports(Share::of(turn, REPORTS), now, out);
        if ring(&mut self.due.demand, now, DEMAND) {
            self.renew_wishes();
            self.demand(now, out);
            self.tell_facts(out);
        }
        if ring(&mut self.due.speakers, now, SPEAKERS) {
            for room in &rooms {
                self.announce_speakers(*room, now, out);
            }
        }
        self.room_keys = rooms;
        if ring(&mut self.due.silent, now, SILENT) {
            self.end_of_consent(now, out);
        }
    }

    /// Finds out which subscribers may get more.
    fn begin_probes(&mut self, now: Instant, out: &mut Output) {
        let stamp = self.stamp(now);
        let Self {
            legs,
            sources,
            probing,
            probing_due,
            counters,
            ..
        } = self;
        for (index, leg) in legs.iter_mut() {
            if probing.contains(&index) {
                continue;
            }
            let (sent, more) = leg.probe(sources, stamp, out);
            counters.packets_probing += sent;
            if more.is_some() {
                probing.push(index);
                *probing_due = [*probing_due, more].into_iter().flatten().min();
            }
        }
    }

    fn ask_for_lost(&mut self, now: Instant, out: &mut Output) {
        let Self {
            legs,
            sources,
            lost,
            counters,
            ..
        } = self;
        for (leg, layer) in layers(sources) {
            lost.clear();
            let round_trip = legs.get(leg).and_then(|leg| leg.congestion.round_trip());
            if layer.missing.due(now, round_trip, lost) {
                layer.keyframes.want();
            }
            let (Some(ssrc), Some(leg)) = (layer.ssrc, legs.get_mut(leg)) else {
                continue;
            };
            let start = out.bytes.len();
            // A thousand scattered losses in one NACK would not fit a datagram.
            for part in lost.chunks(200) {
                rtcp::nack(ssrc, part, &mut out.bytes);
            }
            counters.nacks_sent += lost.len() as u64;
            leg.send_rtcp(start, out);
        }
    }

    /// A slot that still waits for a keyframe keeps the wish alive.
    pub(super) fn renew_wishes(&mut self) {
        let Self { legs, sources, .. } = self;
        for slot in legs.iter().flat_map(|(_, leg)| &leg.video_slots) {
            if let Some((source, layer)) = slot.source.zip(slot.waits_for())
                && let Some(source) = sources.get_mut(source).filter(|source| !source.muted)
                && let Some(layer) = source.layers.get_mut(layer)
            {
                layer.keyframes.want();
            }
        }
    }

    /// Passes wishes for keyframes on to the publishers.
    fn request_keyframes(&mut self, now: Instant, out: &mut Output) {
        let Self {
            legs,
            sources,
            counters,
            ..
        } = self;
        for (leg, layer) in layers(sources) {
            let Some(ssrc) = layer.ssrc else { continue };
            let Some(leg) = legs.get_mut(leg).filter(|leg| leg.peer().is_some()) else {
                continue;
            };
            if layer.keyframes.due(now) {
                let start = out.bytes.len();
                rtcp::picture_loss(ssrc, &mut out.bytes);
                counters.keyframes_requested += 1;
                leg.send_rtcp(start, out);
            }
        }
    }

    fn end_of_consent(&mut self, now: Instant, out: &mut Output) {
        let silent: Vec<(LegKey, State)> = self
            .legs
            .iter()
            .filter(|(_, leg)| leg.state != State::Gone)
            .filter(|(_, leg)| now.duration_since(leg.since()) >= CONSENT)
            .map(|(_, leg)| (leg.key, leg.state))
            .collect();
        for (key, state) in silent {
            let reason = match state {
                State::Connected => "nothing heard for 30 seconds",
                _ => "ICE and DTLS did not come up within 30 seconds",
            };
            self.lose(key, reason, out);
        }
    }

    /// A leg is disconnected: it is reported once and its slots and sources fall silent.
    pub(super) fn lose(&mut self, key: LegKey, reason: &'static str, out: &mut Output) {
        let index = self.by_key.get(&key).copied();
        let Some(leg) = index.and_then(|index| self.legs.get_mut(index)) else {
            return;
        };
        if leg.state == State::Gone {
            return;
        }
        leg.state = State::Gone;
        leg.keys = None;
        out.jobs.push(Job::End(leg.association()));
        out.events.push(Event::Disconnected { leg: key, reason });
    }
}
