//! Probes: a few packets sent faster than the estimate show at once whether the way carries more, where
//! growing towards it would take half a minute or, when we send less than we may, would never happen.

/// A probe lasts between these times, in microseconds: as long as its queue is no longer than `QUEUE` if
/// not even a bit more than the estimate gets through, because a long one is disturbed less by jitter. It
/// has at least so many bytes and packets.
const SHORTEST: f64 = 25_000.0;
const LONGEST: f64 = 100_000.0;
const QUEUE: f64 = 28_000.0;
const BYTES: f64 = 1500.0;
const PACKETS: u32 = 4;
/// The first packets of a probe that is called late leave in one go, up to this time's worth.
const LATE: f64 = 5_000.0;
/// How much more than the estimate is tried: while nothing has failed yet, and later.
const FIRST: f64 = 3.0;
const LATER: f64 = 2.0;
/// A known capacity is tried by who is below this part of it; more by who grew above it unharmed.
const BELOW: f64 = 0.8;
const ABOVE: f64 = 1.08;
/// By who does not use what he may, this.
const STEP: f64 = 1.3;
/// How much more than a known capacity is tried, and must be shown by a probe that filled the queue. A flow
/// that took any gap which others leave would keep more than its share.
const BEYOND: f64 = 2.0;
const NEWS: f64 = 1.7;
/// More than wanted is tried, so that what is wanted fits with a margin.
const MARGIN: f64 = 1.2;
/// A probe succeeded if this part of its rate got through, and this much more than before.
const SUCCESS: f64 = 0.7;
const GAIN: f64 = 1.05;
/// Pause after one that did not, doubled by the next up to the second; after the estimate was lowered; and
/// how soon after a probe that lowering shows the probe was wrong.
const PAUSE: i64 = 2_000_000;
const LONGEST_PAUSE: i64 = 5_000_000;
const AFTER_LOWERED: i64 = 3_000_000;
const MISTAKE: i64 = 1_000_000;
/// How long its feedback is waited for beyond the round trip.
const WAIT: i64 = 500_000;
/// The queue that a probe made is gone so long after its round trip.
const ECHO: i64 = 400_000;
/// What is left of the rate of a probe that filled a queue.
const SATURATED: f64 = 0.95;

/// What a probe needs now. Everything sent meanwhile, media too, counts as part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbeCluster {
    /// Which.
    pub id: u8,
    /// Bits a second at which it is sent.
    pub rate: u64,
    /// Bytes that should leave now: repeats of late packets, or padding.
    pub bytes: usize,
}

/// What arrived of a probe; microseconds.
#[derive(Debug, Clone, Copy)]
struct Seen {
    sent: (i64, i64),
    arrived: (i64, i64),
    /// Bytes of the packet sent last and of the one that arrived first: they lie outside the intervals.
    last_sent: usize,
    first_arrived: usize,
    bytes: usize,
}

/// What a probe showed.
#[derive(Debug, Clone, Copy)]
struct Shown {
    rate: f64,
    /// It arrived more slowly than it was sent: a queue built up.
    saturated: bool,
}

/// A probe under way.
#[derive(Debug)]
struct Cluster {
    id: u8,
    rate: f64,
    began: i64,
    length: usize,
    sent: usize,
    packets: u32,
    settled: u32,
    /// Until when its feedback is waited for, once it is sent.
    deadline: Option<i64>,
    seen: Option<Seen>,
}

/// What is known before a probe, in bits a second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// What may be sent.
    pub(super) target: f64,
    /// What the last overuses showed.
    pub(super) capacity: Option<f64>,
    /// We send a good deal less than we may.
    pub(super) limited: bool,
    /// The rate grew as far as it may for what gets through.
    pub(super) held: bool,
    /// What is ever sent.
    pub(super) most: f64,
}

/// When probes are sent and what they showed.
#[derive(Debug, Default)]
pub(super) struct Probes {
    /// Bits a second that could be used.
    pub(super) wanted: f64,
    cluster: Option<Cluster>,
    last: u8,
    /// One has failed, or the estimate was lowered.
    settled: bool,
    raised: Option<i64>,
    /// The last one filled the queue, and showed no more than what was known.
    filled: bool,
    /// Until when the queue that a probe made may be seen.
    echo: i64,
    next: i64,
    pause: i64,
}

impl Probes {
    /// What a probe needs now; a new one begins if more than the target is wanted and nothing speaks
    /// against it.
    pub(super) fn due(&mut self, bounds: Bounds, calm: bool, now: i64) -> Option<ProbeCluster> {
        if self.cluster.is_none() && calm && now >= self.next {
            self.begin(bounds, now);
        }
        let cluster = self.cluster.as_mut()?;
        if cluster.deadline.is_some() {
            return None;
        }
        if now - cluster.began > 4 * cluster.duration() + 100_000 {
            // Nobody sends it.
            cluster.deadline = Some(now);
            return None;
        }
        let elapsed = (now - cluster.began) as f64 + LATE;
        let due = ((cluster.rate * elapsed / 8e6) as usize).clamp(1, cluster.length.max(cluster.sent + 1));
        (due > cluster.sent).then(|| ProbeCluster {
            id: cluster.id,
            rate: cluster.rate as u64,
            bytes: due - cluster.sent,
        })
    }

    fn begin(
        &mut self,
        Bounds {
            target,
            capacity,
            limited,
            held,
            most,
        }: Bounds,
        now: i64,
    ) {
        let tried = match (capacity, self.settled) {
            (Some(capacity), _) if target < BELOW * capacity => capacity,
            // To who does not use what he may, one that does not fill the queue shows more than one that did.
            (Some(capacity), _) if target > ABOVE * capacity && self.filled && (limited || held) => {
                STEP * target
            }
            (Some(capacity), _) if target > ABOVE * capacity => BEYOND * target,
            // Near the capacity the rate grows by itself if it is used, and fills no queue in leaps.
            (Some(capacity), _) if limited => STEP * capacity.max(target),
            (Some(_), _) => return,
            (None, true) => LATER * target,
            (None, false) => FIRST * target,
        };
        let rate = tried.min(MARGIN * self.wanted).min(most);
        if self.wanted < 1.02 * target || rate < 1.05 * target {
            return;
        }
        let length = (QUEUE * target / (rate - target)).clamp(SHORTEST, LONGEST);
        self.last = self.last.checked_add(1).unwrap_or(1);
        self.cluster = Some(Cluster {
            id: self.last,
            rate,
            began: now,
            length: (rate * length / 8e6).max(BYTES) as usize,
            sent: 0,
            packets: 0,
            settled: 0,
            deadline: None,
            seen: None,
        });
    }

    /// Whether delay may still be that of a probe.
    pub(super) fn echoes(&self, now: i64) -> bool {
        now < self.echo
    }

    /// When [`Self::due`] has more to say about the probe that is being sent, in microseconds.
    pub(super) fn next(&self) -> Option<i64> {
        let cluster = self
            .cluster
            .as_ref()
            .filter(|cluster| cluster.deadline.is_none())?;
        Some(cluster.began + (cluster.sent as f64 * 8e6 / cluster.rate) as i64)
    }

    /// A packet is sent; gives the id of the probe that it belongs to, 0 for none.
    pub(super) fn sent(&mut self, bytes: usize, round_trip: i64, now: i64) -> u8 {
        let Some(cluster) = self.cluster.as_mut().filter(|cluster| cluster.deadline.is_none()) else {
            return 0;
        };
        cluster.sent += bytes;
        cluster.packets += 1;
        if cluster.sent >= cluster.length && cluster.packets >= PACKETS {
            cluster.deadline = Some(now + round_trip + WAIT);
            self.echo = now + round_trip + ECHO;
        }
        cluster.id
    }

    /// News of a packet of probe `id`: sent at, size, and when it arrived if it did.
    pub(super) fn heard(&mut self, id: u8, sent: i64, bytes: usize, arrived: Option<i64>) {
        let Some(cluster) = self.cluster.as_mut().filter(|cluster| cluster.id == id) else {
            return;
        };
        cluster.settled += 1;
        let Some(arrived) = arrived else { return };
        let seen = cluster.seen.get_or_insert(Seen {
            sent: (sent, sent),
            arrived: (arrived, arrived),
            last_sent: bytes,
            first_arrived: bytes,
            bytes: 0,
        });
        seen.bytes += bytes;
        if sent >= seen.sent.1 {
            seen.last_sent = bytes;
        }
        if arrived < seen.arrived.0 {
            seen.first_arrived = bytes;
        }
        seen.sent = (seen.sent.0.min(sent), seen.sent.1.max(sent));
        seen.arrived = (seen.arrived.0.min(arrived), seen.arrived.1.max(arrived));
    }

    /// The rate that a finished probe showed, if it is more than the target.
    pub(super) fn finish(&mut self, bounds: Bounds, now: i64) -> Option<f64> {
        let cluster = self.cluster.take_if(|cluster| {
            let deadline = cluster.deadline;
            deadline.is_some_and(|at| now > at || cluster.settled >= cluster.packets)
        })?;
        let Bounds { target, capacity, .. } = bounds;
        // Who fills the queue with his probe takes part of what others send: unless it is much more, no
        // more than what was known is believed.
        let believed = |shown: Shown| match capacity {
            Some(known) if shown.saturated && shown.rate < NEWS * known.max(target) => shown.rate.min(known),
            _ => shown.rate.min(cluster.rate),
        };
        let shown = cluster.seen.and_then(|seen| seen.shows());
        let rate = shown.map(believed).filter(|rate| *rate > target);
        self.filled = rate.is_none() && shown.is_some_and(|shown| shown.saturated);
        if rate.is_some_and(|rate| rate >= (SUCCESS * cluster.rate).max(GAIN * target)) {
            self.pause = 0;
            self.raised = Some(now);
        } else {
            self.settled = true;
            self.pause = (2 * self.pause).clamp(PAUSE, LONGEST_PAUSE);
            self.next = now + self.pause;
        }
        rate
    }

    /// The estimate was lowered; if a probe had raised it just before, the next one has time.
    pub(super) fn lowered(&mut self, now: i64) {
        self.settled = true;
        if self.raised.take().is_some_and(|at| now - at < MISTAKE) {
            self.pause = LONGEST_PAUSE;
            self.next = now + self.pause;
        }
        self.next = self.next.max(now + AFTER_LOWERED);
    }
}

impl Cluster {
    /// Microseconds that it takes.
    fn duration(&self) -> i64 {
        (self.length as f64 * 8e6 / self.rate) as i64
    }
}

impl Seen {
    fn shows(&self) -> Option<Shown> {
        let span = |(from, to): (i64, i64)| Some(to - from).filter(|span| (1_000..1_000_000).contains(span));
        let sent = (self.bytes - self.last_sent) as f64 * 8e6 / span(self.sent)? as f64;
        let arrived = (self.bytes - self.first_arrived) as f64 * 8e6 / span(self.arrived)? as f64;
        let saturated = arrived < 0.9 * sent;
        let rate = if saturated {
            SATURATED * arrived
        } else {
            sent.min(arrived)
        };
        (arrived <= 2.0 * sent).then_some(Shown { rate, saturated })
    }
}
