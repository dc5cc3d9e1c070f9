//! What is done when time has passed.

use std::ops::Range;
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
    /// From when turns are counted, and the next one.
    began: Instant,
    turn: u64,
}

/// The legs whose turn it is. What each leg needs now and then is done for some of them at a time, so that no packet
/// has to wait until it is done for all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    one_in: u64,
    first: u64,
    turns: u64,
}

impl Share {
    /// In these turns, if every leg is to have one in so much time. Turns that were missed are made up for.
    fn of(turns: Range<u64>, every: Duration) -> Self {
        let one_in = (every.as_millis() / FAST.as_millis()) as u64;
        Self {
            one_in,
            first: turns.start % one_in,
            turns: (turns.end - turns.start).min(one_in),
        }
    }

    /// Their indices below `end`.
    pub(super) fn below(self, end: usize) -> impl Iterator<Item = usize> {
        let turns = (self.first..self.first + self.turns).map(move |turn| turn % self.one_in);
        turns.flat_map(move |first| (first as usize..end).step_by(self.one_in as usize))
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
            began: now,
            turn: 0,
        }
    }

    /// The turns since the last time, none if it was just now.
    fn turns(&mut self, now: Instant) -> Range<u64> {
        let elapsed = now.saturating_duration_since(self.began);
        let next = (elapsed.as_millis() / FAST.as_millis()) as u64 + 1;
        let turns = self.turn..next.max(self.turn);
        self.turn = turns.end;
        turns
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
        self.repeat_tails(now, out);
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
        let turns = self.due.turns(now);
        let share = Share::of(turns.clone(), FEEDBACK);
        self.write_feedback(share, out);
        for index in share.below(self.legs.capacity()) {
            self.allocate_for(index, now);
        }
        self.write_reports(Share::of(turns, REPORTS), now, out);
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

    /// Repeats the ends of pictures to those who lose much.
    fn repeat_tails(&mut self, now: Instant, out: &mut Output) {
        let stamp = self.stamp(now);
        for (_, leg) in &mut self.legs {
            self.counters.packets_repeated += leg.repeat_tails(&self.sources, stamp, out);
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
        for (_, source) in sources.iter_mut() {
            source.forget_stopped(now);
            let (Some(leg), takers) = (source.leg(), &source.takers) else {
                continue;
            };
            for (number, layer) in source.layers.iter_mut().enumerate() {
                lost.clear();
                let round_trip = legs.get(leg).and_then(|leg| leg.congestion.round_trip());
                let given_up = layer.missing.due(now, round_trip, lost);
                let elsewhere = takers.iter().any(|taker| taker.interest.takes(number));
                if given_up && (elsewhere || !layer.subscribers.is_empty()) {
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
    }

    /// A slot that still waits for a keyframe keeps the wish alive, unless the keyframe is on its way to it already
    /// or nothing can be sent to its page.
    fn renew_wishes(&mut self) {
        let Self { legs, sources, .. } = self;
        let reached = legs.iter().filter(|(_, leg)| leg.peer().is_some());
        for (leg, at, slot) in
            reached.flat_map(|(_, leg)| (0..).zip(leg.used()).map(move |(at, slot)| (leg, at, slot)))
        {
            if let Some((source, layer)) = slot.source.zip(slot.waits_for())
                && !(slot.is_fresh() && leg.is_waiting(at, source))
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
            .filter(|(_, leg)| leg.is_here())
            .filter(|(_, leg)| now.duration_since(leg.since()) >= CONSENT)
            .map(|(_, leg)| (leg.key, leg.state))
            .collect();
        for (key, state) in silent {
            let reason = match state {
                State::Connected => "nothing heard for 30 seconds",
                _ => "ICE and DTLS did not come up within 30 seconds",
            };
            self.silence(key, reason, out);
        }
    }

    /// A leg that is not heard is reported as disconnected. If there are keys they are kept: after a restart of
    /// ICE the page goes on with them, as its browser has them still.
    fn silence(&mut self, key: LegKey, reason: &'static str, out: &mut Output) {
        let Self {
            by_key,
            by_route,
            legs,
            ..
        } = self;
        let leg = by_key.get(&key).and_then(|index| legs.get_mut(*index));
        let Some(leg) = leg.filter(|leg| leg.keys.is_some()) else {
            self.lose(key, reason, out);
            return;
        };
        leg.state = State::Silent;
        leg.fall_silent();
        // Another leg that proved to be reached by one of them has taken it from these.
        for route in std::mem::take(&mut leg.pairs).all() {
            by_route.remove(route);
        }
        out.events.push(Event::Disconnected { leg: key, reason });
    }

    /// A leg is disconnected for good: it is reported once and its slots and sources fall silent.
    pub(super) fn lose(&mut self, key: LegKey, reason: &'static str, out: &mut Output) {
        let index = self.by_key.get(&key).copied();
        let Some(leg) = index.and_then(|index| self.legs.get_mut(index)) else {
            return;
        };
        if leg.state == State::Gone {
            return;
        }
        if leg.is_here() {
            out.events.push(Event::Disconnected { leg: key, reason });
        }
        leg.state = State::Gone;
        leg.keys = None;
        out.jobs.push(Job::End(leg.association()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEGS: usize = 130;

    /// How often each leg had its turn.
    fn served(due: &mut Due, moments: impl Iterator<Item = Duration>) -> Vec<usize> {
        let mut served = vec![0; LEGS];
        for moment in moments {
            let share = Share::of(due.turns(due.began + moment), FEEDBACK);
            share.below(LEGS).for_each(|index| served[index] += 1);
        }
        served
    }

    #[test]
    fn every_leg_has_its_turn_in_time_however_often_it_is_looked() {
        // Twenty seconds, on time, more often and less often.
        for step in [20, 1, 7, 33, 60, 90] {
            let mut due = Due::new(Instant::now());
            let moments = (0..20_000 / step).map(|n| Duration::from_millis(n * step));
            let served = served(&mut due, moments);
            assert!(
                served.iter().all(|times| (199..=201).contains(times)),
                "{step}: {served:?}"
            );
        }
    }

    #[test]
    fn after_a_standstill_each_leg_has_one_turn() {
        let mut due = Due::new(Instant::now());
        assert_eq!(
            served(&mut due, std::iter::once(Duration::from_secs(60))),
            [1; LEGS]
        );
    }
}
