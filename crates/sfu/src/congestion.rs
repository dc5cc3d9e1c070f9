//! Congestion control towards one subscriber: how much may be sent, judged by when our packets arrive
//! (draft-ietf-rmcat-gcc-02), with probes that find out whether more would get through.
//!
//! It knows neither packets nor sockets. Whoever sends tells it what leaves ([`Congestion::sent`]) and what
//! the page says of it ([`Congestion::feedback`]), and asks how much may leave ([`Congestion::target`]),
//! how fast ([`Pacer`]), and whether a probe is due ([`Congestion::probe`]).

mod acknowledged;
mod capacity;
mod groups;
mod history;
mod loss;
mod meter;
mod pacer;
mod probe;
mod queue;
mod rate;
#[cfg(test)]
mod tests;
mod trend;

use std::time::{Duration, Instant};

use crate::rtcp::TransportFeedback;

use acknowledged::Acknowledged;
use groups::Groups;
use history::History;
use loss::{Loss, Way};
use meter::Meter;
use probe::{Bounds, Probes};
use queue::Queue;
use rate::{Rate, Situation};
use trend::{Trend, Usage};

pub use pacer::Pacer;
pub use probe::ProbeCluster;

/// Without feedback for this long, beyond the round trip, less is sent, again and again (microseconds).
const SILENCE: i64 = 500_000;
/// What is left of the rate then.
const SILENT: f64 = 0.8;
/// After a pause of this length the queue is judged anew.
const PAUSE: i64 = 2_000_000;
/// A leap of the rate is judged by the length of the queue for so long.
const LEAP: i64 = 1_000_000;
/// Taken for the round trip until it is known.
const ROUND_TRIP: i64 = 200_000;
/// Who sends less than this part of what he may does not fill a queue.
const USED: f64 = 0.65;
/// Who has not said anything by then never will (microseconds).
const DEAF: i64 = 5_000_000;
/// For each packet that was sent feedback may speak of so many, and of so many in all: those that are sent are
/// spoken of once or twice, and some that never were may be between them.
const SPOKEN_OF: usize = 4;
const MOST_SPOKEN_OF: usize = 16_384;
/// What feedback said of the queue counts for so long.
const NEWS: Duration = Duration::from_secs(1);
/// Arrival times jump no further than this from where they began, in 64 ms.
const FAR: i64 = 1 << 40;

/// Between which rates the estimate stays, in bits a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Never less.
    pub least: u64,
    /// In the beginning.
    pub start: u64,
    /// Never more.
    pub most: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            least: 30_000,
            start: 300_000,
            most: 30_000_000,
        }
    }
}

/// A packet that arrived; microseconds.
#[derive(Debug, Clone, Copy)]
struct Arrived {
    sent: i64,
    arrived: i64,
    bytes: usize,
}

/// What is known about the way to one subscriber.
#[derive(Debug)]
pub struct Congestion {
    limits: Limits,
    /// Zero of all times: when it was first asked or told something.
    epoch: Option<Instant>,
    history: History,
    /// Number of the last feedback, and of the packet after the last it spoke of.
    told: Option<(u8, u16)>,
    /// The last reference time of feedback as sent, and counted on.
    reference: Option<(u32, i64)>,
    batch: Vec<Arrived>,
    groups: Groups,
    trend: Trend,
    last_sent: i64,
    /// When a probe last raised the rate.
    leapt: i64,
    acknowledged: Acknowledged,
    meter: Meter,
    rate: Rate,
    loss: Loss,
    queue: Queue,
    /// What may be sent while a queue is emptied.
    drain: Option<f64>,
    probes: Probes,
    round_trip: Option<i64>,
    /// When the first packet left after the last feedback.
    unanswered: Option<i64>,
    /// There is feedback at all.
    heard: bool,
    /// When the first packet was sent.
    began: Option<Instant>,
    /// When feedback last told something.
    told_at: Option<Instant>,
    /// Packets that feedback may still speak of.
    credit: usize,
}

impl Default for Congestion {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Congestion {
    /// Nothing is known yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            rate: Rate::new(limits.start as f64),
            limits,
            epoch: None,
            history: History::default(),
            told: None,
            reference: None,
            batch: Vec::new(),
            groups: Groups::default(),
            trend: Trend::default(),
            last_sent: 0,
            leapt: 0,
            acknowledged: Acknowledged::default(),
            meter: Meter::default(),
            loss: Loss::default(),
            queue: Queue::default(),
            drain: None,
            probes: Probes::default(),
            round_trip: None,
            unanswered: None,
            heard: false,
            began: None,
            told_at: None,
            credit: 0,
        }
    }

    /// The way may be another one by now, and nothing is known of it. Packets are numbered on.
    pub fn begin_anew(&mut self) {
        *self = Self {
            history: std::mem::take(&mut self.history),
            reference: self.reference,
            epoch: self.epoch,
            credit: self.credit,
            ..Self::new(self.limits)
        };
    }

    /// A packet leaves, `bytes` long on the wire; gives its transport-wide sequence number.
    pub fn sent(&mut self, bytes: usize, now: Instant) -> u16 {
        self.began.get_or_insert(now);
        self.credit = (self.credit + SPOKEN_OF).min(MOST_SPOKEN_OF);
        let now = self.micros(now);
        self.mind_silence(now);
        self.unanswered.get_or_insert(now);
        self.meter.add(bytes, now);
        let cluster = self.probes.sent(bytes, self.round_trip_or_guess(), now);
        self.history.send(bytes, now, cluster)
    }

    /// The page says what arrived. Nobody has to speak of a packet more than a few times: feedback beyond that is
    /// not read, because reading it is work.
    pub fn feedback(&mut self, feedback: &TransportFeedback<'_>, now: Instant) {
        let passed_over = self.told.map_or(0, |(_, next)| feedback.passed_over(next).len());
        match self.credit.checked_sub(feedback.statuses() + passed_over) {
            Some(left) => self.credit = left,
            None => return,
        }
        let told_at = now;
        let now = self.micros(now);
        let zero = self.unwrap_reference(feedback.reference());
        let (mut total, mut lost) = (0, 0);
        self.batch.clear();
        // Packets that a feedback passes over are lost; but not those that a lost feedback spoke of.
        let told = self.told.replace((feedback.number(), feedback.next()));
        let told = told.filter(|(number, _)| feedback.number() == number.wrapping_add(1));
        let passed_over = told.map(|(_, next)| feedback.passed_over(next));
        let passed_over = passed_over.into_iter().flatten().map(|number| (number, None));
        for (number, ticks) in passed_over.chain(feedback.packets()) {
            let Some(news) = self.history.hear(number, ticks.is_some(), now) else {
                continue;
            };
            let arrived = ticks.map(|ticks| zero + ticks * 250);
            if news.found {
                self.loss.found();
            } else {
                total += 1;
                lost += u32::from(arrived.is_none());
                if news.cluster != 0 {
                    self.probes.heard(news.cluster, news.sent, news.bytes, arrived);
                }
            }
            self.batch.extend(arrived.map(|arrived| Arrived {
                sent: news.sent,
                arrived,
                bytes: news.bytes,
            }));
        }
        if total == 0 && self.batch.is_empty() {
            return;
        }
        self.heard = true;
        self.told_at = Some(told_at);
        self.unanswered = None;
        self.batch.sort_unstable_by_key(|packet| packet.arrived);
        self.measure(now);
        self.decide(total, lost, now);
    }

    /// What the arrivals say of the queue, the rate and the round trip.
    fn measure(&mut self, now: i64) {
        // What was sent before a leap would be mistaken for a part of what follows it.
        let leapt = self.leapt;
        for packet in self.batch.iter().filter(|packet| packet.sent >= leapt) {
            if packet.sent - self.last_sent > PAUSE {
                self.groups = Groups::default();
                self.trend = Trend::default();
            }
            self.last_sent = self.last_sent.max(packet.sent);
            self.acknowledged.arrived(packet.arrived, packet.bytes);
            if let Some(difference) = self.groups.arrived(packet.sent, packet.arrived) {
                self.trend.update(difference);
            }
        }
        if let Some(sample) = self.batch.iter().map(|packet| now - packet.sent).min() {
            let old = self.round_trip.unwrap_or(sample);
            self.round_trip = Some(old + (sample - old) / 8);
        }
        if let Some(delay) = self.batch.iter().map(|packet| packet.arrived - packet.sent).min() {
            let part = self.queue.update(delay, self.usage(now) == Usage::Over, now);
            self.drain = part.and_then(|part| Some(part * self.acknowledged.rate()?));
        }
    }

    fn decide(&mut self, total: u32, lost: u32, now: i64) {
        let acknowledged = self.acknowledged.rate();
        let round_trip = self.round_trip_or_guess();
        let usage = self.usage(now);
        let bounds = self.bounds(now);
        let probed = self.probes.finish(bounds, now);
        if let Some(rate) = probed.filter(|_| usage != Usage::Over) {
            self.leapt = now;
            self.acknowledged.leap();
            self.groups = Groups::default();
            self.trend.leap();
            self.rate.probed(rate, now);
            self.loss.probed(rate);
        } else {
            let limited = self.is_limited(now);
            self.rate.update(Situation {
                usage,
                acknowledged,
                limited,
                round_trip,
                now,
            });
        }
        self.clamp();
        if self.rate.lowered == Some(now) {
            self.probes.lowered(now);
        }
        let way = Way {
            rate: self.rate.current,
            acknowledged,
            round_trip,
            now,
        };
        self.loss.heard(total, lost, way);
    }

    /// So many bits a second could be used if they got through; probes find out whether they do.
    pub fn want(&mut self, bits_per_second: u64) {
        self.probes.wanted = bits_per_second as f64;
    }

    /// What a probe needs to be sent now, if one is due; to be asked before and between packets, and at
    /// [`Self::next_probe`]. What is sent for it passes the pacer by.
    pub fn probe(&mut self, at: Instant) -> Option<ProbeCluster> {
        let now = self.micros(at);
        self.mind_silence(now);
        let stale = self
            .told_at
            .is_some_and(|told| at.saturating_duration_since(told) >= NEWS);
        let empty = self.drain.is_none() && self.trend.usage() != Usage::Over;
        let calm = self.heard_or_new() && (empty || stale);
        let bounds = self.bounds(now);
        self.probes.due(bounds, calm, now)
    }

    /// When the probe that is being sent needs more.
    pub fn next_probe(&self) -> Option<Instant> {
        let at = u64::try_from(self.probes.next()?).ok()?;
        Some(self.epoch? + Duration::from_micros(at))
    }

    /// Whether the page has been sent to for long and never said what arrived, though it promised to: then
    /// nothing can be known, and it is better served blindly than not at all.
    pub fn is_blind(&self, now: Instant) -> bool {
        let since = self.began.map(|began| now.saturating_duration_since(began));
        !self.heard && since.is_some_and(|since| since.as_micros() as i64 > DEAF)
    }

    /// Bits a second that may be sent.
    pub fn target(&self) -> u64 {
        let limits = [self.loss.limit(), self.drain];
        let rate = limits.into_iter().flatten().fold(self.rate.current, f64::min);
        (rate as u64).clamp(self.limits.least, self.limits.most)
    }

    /// Whether a queue stands on the way, in which all that is sent has to wait, sound too. Of who says nothing because
    /// he is sent nothing it is not known.
    pub fn has_queue(&self, now: Instant) -> bool {
        let lately = |heard: Instant| now.saturating_duration_since(heard) < NEWS;
        self.queue.is_long() && self.told_at.is_some_and(lately)
    }

    /// The smoothed round trip; the time that the page takes to answer is part of it.
    pub fn round_trip(&self) -> Option<Duration> {
        Some(Duration::from_micros(u64::try_from(self.round_trip?).ok()?))
    }

    /// Share of the packets that were lost lately, 0 to 1.
    pub fn loss(&self) -> f64 {
        self.loss.share()
    }

    /// What the queue does. After a leap its length tells before its slope can.
    fn usage(&self, now: i64) -> Usage {
        let leaping = self.leapt > 0 && now - self.leapt < LEAP;
        if leaping && self.queue.is_long() {
            return Usage::Over;
        }
        match self.trend.usage() {
            // Our own probe: neither up nor down.
            Usage::Over if self.probes.echoes(now) => Usage::Under,
            usage => usage,
        }
    }

    fn is_limited(&mut self, now: i64) -> bool {
        let target = self.target() as f64;
        self.meter.rate(now).is_some_and(|sent| sent < USED * target)
    }

    fn bounds(&mut self, now: i64) -> Bounds {
        Bounds {
            target: self.target() as f64,
            capacity: self.rate.capacity(),
            limited: self.is_limited(now),
            held: self.rate.held,
            most: self.limits.most as f64,
        }
    }

    fn clamp(&mut self) {
        let Limits { least, most, .. } = self.limits;
        self.rate.current = self.rate.current.clamp(least as f64, most as f64);
    }

    fn micros(&mut self, now: Instant) -> i64 {
        let epoch = *self.epoch.get_or_insert(now);
        now.saturating_duration_since(epoch).as_micros() as i64
    }

    fn round_trip_or_guess(&self) -> i64 {
        self.round_trip.unwrap_or(ROUND_TRIP)
    }

    /// Probes without feedback are in vain, but the first may be what feedback begins with.
    fn heard_or_new(&self) -> bool {
        self.heard || self.history.under_way < 100_000
    }

    fn mind_silence(&mut self, now: i64) {
        let round_trip = self.round_trip_or_guess();
        let silent = |since: i64| now - since > SILENCE + round_trip;
        if self.heard && self.unanswered.is_some_and(silent) {
            self.rate.unheard(SILENT, now);
            self.clamp();
            self.probes.lowered(now);
            self.unanswered = Some(now - round_trip);
        }
    }

    /// Microseconds of a reference time on a line that does not wrap.
    fn unwrap_reference(&mut self, reference: u32) -> i64 {
        let (last, line) = self.reference.unwrap_or((reference, 0));
        let step = (reference.wrapping_sub(last) << 8) as i32 >> 8;
        let mut line = line + i64::from(step);
        if line.abs() > FAR {
            (line, self.groups) = (0, Groups::default());
        }
        self.reference = Some((reference, line));
        line * 64_000
    }
}
