//! The delay-based rate: up while the queue does not grow, down below what gets through when it does
//! (draft-ietf-rmcat-gcc-02 §5.5).

use super::capacity::Capacity;
use super::trend::Usage;

/// Part of what gets through that is left when the queue grows.
const DECREASE: f64 = 0.85;
/// Part that is left when we did not send enough to be the ones who filled the queue.
const DECREASE_UNUSED: f64 = 0.5;
/// Growth a second far from the capacity.
const GROWTH: f64 = 1.08;
/// Not more than this multiple of what gets through, and a little.
const HEADROOM: f64 = 1.5;
const LITTLE: f64 = 10_000.0;
/// Least growth near the capacity, in bits a second and second.
const LEAST_GROWTH: f64 = 4_000.0;
/// Bits of a usual packet.
const PACKET: f64 = 9_600.0;
/// A queue that was just reduced needs this long to show it, in microseconds.
const REACTION: std::ops::RangeInclusive<i64> = 10_000..=200_000;
/// So long after a step down what gets through is partly what was sent before it (microseconds).
const STEP: i64 = 1_000_000;
/// So long after a leap what gets through is partly what was sent before it (microseconds).
const LEAP: i64 = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Hold,
    Increase,
}

/// What the way was like when a feedback came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Situation {
    /// What the queue does.
    pub(super) usage: Usage,
    /// What gets through.
    pub(super) acknowledged: Option<f64>,
    /// We send a good deal less than we may.
    pub(super) limited: bool,
    /// Round trip in microseconds.
    pub(super) round_trip: i64,
    /// Microseconds.
    pub(super) now: i64,
}

/// The rate control.
#[derive(Debug)]
pub(super) struct Rate {
    /// Bits a second.
    pub(super) current: f64,
    state: State,
    capacity: Capacity,
    changed: Option<i64>,
    /// When a probe last raised it.
    leapt: Option<i64>,
    /// When it was last lowered.
    pub(super) lowered: Option<i64>,
    /// It grew as far as it may for what gets through.
    pub(super) held: bool,
}

impl Rate {
    pub(super) fn new(start: f64) -> Self {
        Self {
            current: start,
            state: State::Increase,
            capacity: Capacity::default(),
            changed: None,
            leapt: None,
            lowered: None,
            held: false,
        }
    }

    /// The capacity that the last overuses showed.
    pub(super) fn capacity(&self) -> Option<f64> {
        self.capacity.estimate()
    }

    /// A probe got through at this rate.
    pub(super) fn probed(&mut self, rate: f64, now: i64) {
        self.capacity.probed(rate);
        self.held = false;
        self.leapt = Some(now);
        self.current = rate;
        self.changed = Some(now);
    }

    /// Takes the news of a feedback.
    pub(super) fn update(&mut self, situation: Situation) {
        self.held = false;
        match situation.usage {
            Usage::Over if self.may_lower(situation) => self.lower(situation),
            Usage::Over => {}
            Usage::Under => self.state = State::Hold,
            Usage::Normal => {
                if self.state == State::Hold {
                    self.changed = Some(situation.now);
                    self.state = State::Increase;
                }
                self.raise(situation);
            }
        }
    }

    fn may_lower(&self, situation: Situation) -> bool {
        let pause = situation.round_trip.clamp(*REACTION.start(), *REACTION.end());
        let rested = self.lowered.is_none_or(|at| situation.now - at >= pause);
        // What gets through is so little that waiting would only fill the queue.
        let collapsed = situation
            .acknowledged
            .is_some_and(|through| through < 0.5 * self.current);
        rested || collapsed && !situation.limited
    }

    fn lower(&mut self, situation: Situation) {
        let Situation { now, limited, .. } = situation;
        let through = situation.acknowledged.unwrap_or(0.5 * self.current);
        // Probes get through on top of what may be sent; but so does what was sent before the last step down.
        let stepped = self.lowered.is_some_and(|at| now - at < STEP);
        let through = if stepped {
            through
        } else {
            through.min(self.current)
        };
        let mut lowered = DECREASE * through;
        if lowered > self.current {
            lowered = DECREASE * self.capacity.estimate().unwrap_or(lowered);
        }
        if limited {
            // The queue of somebody else: what gets through says nothing of what could.
            lowered = lowered.max(DECREASE_UNUSED * self.current);
        } else if self.leapt.is_some_and(|at| now - at < LEAP) {
            self.capacity.mistaken(through);
        } else {
            self.capacity.overused(through);
        }
        self.current = self.current.min(lowered);
        self.state = State::Hold;
        self.changed = Some(now);
        self.lowered = Some(now);
    }

    fn raise(&mut self, situation: Situation) {
        let last = self.changed.replace(situation.now).unwrap_or(situation.now);
        let Some(through) = situation.acknowledged else {
            return;
        };
        if self.capacity.is_exceeded_by(through) {
            self.capacity = Capacity::default();
        }
        let limit = HEADROOM * through + LITTLE;
        self.held = self.current >= limit;
        if self.held {
            return;
        }
        let seconds = ((situation.now - last) as f64 / 1e6).clamp(0.0, 1.0);
        let growth = if self.capacity.estimate().is_some() {
            self.near_growth(situation.round_trip) * seconds
        } else {
            (self.current * (GROWTH.powf(seconds) - 1.0)).max(LEAST_GROWTH * seconds)
        };
        self.current = (self.current + growth).min(limit);
    }

    /// A packet in the time that the control needs to react, as bits a second and second.
    fn near_growth(&self, round_trip: i64) -> f64 {
        let frame = self.current / 30.0;
        let packet = frame / (frame / PACKET).ceil().max(1.0);
        let reaction = round_trip as f64 / 1e6 + 0.1;
        (packet / reaction).max(LEAST_GROWTH)
    }

    /// Nothing is heard from the page: a step down.
    pub(super) fn unheard(&mut self, part: f64, now: i64) {
        self.current *= part;
        self.state = State::Hold;
        self.changed = Some(now);
        self.lowered = Some(now);
    }
}
