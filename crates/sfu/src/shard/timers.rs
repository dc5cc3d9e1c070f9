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
/// Transport-wide feedback.
const FEEDBACK: Duration = Duration::from_millis(100);
/// The dominant speaker is chosen this often, as in Jitsi's and mediasoup's implementations.
const DOMINANCE: Duration = Duration::from_millis(300);
/// `Speakers` events at most this often.
const SPEAKERS: Duration = Duration::from_millis(200);
/// Sender and receiver reports.
const REPORTS: Duration = Duration::from_secs(1);
/// Consent ends after this silence (RFC 7675 §5.1); a leg that never got through is given up then too.
const CONSENT: Duration = Duration::from_secs(30);
/// Without legs there is nothing to look after.
const IDLE: Duration = Duration::from_secs(1);

/// When the timers are due.
#[derive(Debug)]
pub(super) struct Due {
    pub(super) fast: Instant,
    feedback: Instant,
    dominance: Instant,
    speakers: Instant,
    reports: Instant,
}

impl Due {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            fast: now,
            feedback: now,
            dominance: now,
            speakers: now,
            reports: now,
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
        if ring(&mut self.due.feedback, now, FEEDBACK) {
            self.write_feedback(out);
            self.allocate_all(now);
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
        if ring(&mut self.due.reports, now, REPORTS) {
            self.write_reports(now, out);
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
