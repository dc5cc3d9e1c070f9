//! Senders that obey their estimate, a network, and pages that report what arrived.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use netsim::{Bottleneck, Limit, Link, Profile};

use crate::congestion::{Congestion, Pacer};
use crate::rtcp::{Arrivals, TransportFeedback};

const FRAME: Duration = Duration::from_micros(33_333);
const TICK: Duration = Duration::from_millis(1);
const PACKET: usize = 1200;

/// A packet of a flow.
pub(super) struct Packet {
    flow: usize,
    number: u16,
    bytes: usize,
}

/// A sender of pictures and its page.
pub(super) struct Flow {
    pub(super) congestion: Congestion,
    /// Bits a second that the pictures have at most; this is also what is wanted.
    pub(super) cap: u64,
    /// Rates of fixed encodings, ascending, of which the best that fits is sent; without them the pictures
    /// take any rate.
    pub(super) layers: &'static [u64],
    /// How often another encoding was chosen.
    pub(super) switches: usize,
    layer: u64,
    pacer: Pacer,
    queue: VecDeque<usize>,
    next_frame: Instant,
    next_feedback: Instant,
    begins: Instant,
    arrivals: Arrivals,
    /// Arrivals, and the targets of the moment.
    received: Vec<(Instant, usize)>,
    targets: Vec<(Instant, u64)>,
    pub(super) probed: usize,
}

/// A way there and back, with flows over it.
pub(super) struct Path {
    pub(super) start: Instant,
    pub(super) now: Instant,
    pub(super) down: Link<Packet>,
    pub(super) up: Link<(usize, Vec<u8>)>,
    pub(super) flows: Vec<Flow>,
    /// How often the pages report.
    pub(super) report: Duration,
}

pub(super) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A bottleneck with a queue of 300 ms and a round trip of so many milliseconds.
pub(super) fn narrow(bits_per_second: u64, round_trip: u64) -> Profile {
    let queue = Limit::Time(Duration::from_millis(300));
    Profile {
        delay: Duration::from_millis(round_trip / 2),
        bottleneck: Some(Bottleneck::constant(bits_per_second, queue)),
        ..Profile::default()
    }
}

impl Flow {
    /// The rate of the pictures at this target.
    fn rate(&mut self, target: u64) -> u64 {
        let Some(least) = self.layers.first() else {
            return target.min(self.cap);
        };
        let fits = |layer: &&u64| **layer <= target.min(self.cap);
        let layer = *self.layers.iter().rfind(fits).unwrap_or(least);
        self.switches += usize::from(std::mem::replace(&mut self.layer, layer) != layer);
        layer
    }

    /// What could be used: the next encoding, with a margin.
    fn wanted(&self) -> u64 {
        if self.layers.is_empty() {
            return self.cap;
        }
        let next = self.layers.iter().find(|layer| **layer > self.layer);
        next.unwrap_or(&self.layer) * 11 / 10
    }

    /// Says nothing before this moment.
    pub(super) fn next_report(&mut self, at: Instant) {
        self.next_feedback = at;
    }
}

impl Path {
    /// One flow of at most `cap` over a way whose way back is as long but wide.
    pub(super) fn new(down: Profile, cap: u64, seed: u64) -> Self {
        let start = Instant::now();
        let back = Profile {
            delay: down.delay,
            ..Profile::default()
        };
        let mut path = Self {
            start,
            now: start,
            down: Link::new(down, start, seed),
            up: Link::new(back, start, seed + 1000),
            flows: Vec::new(),
            report: Duration::from_millis(if seed.is_multiple_of(2) { 100 } else { 50 }),
        };
        path.join(cap, Duration::ZERO, seed);
        path
    }

    /// One more flow, that begins later.
    pub(super) fn join(&mut self, cap: u64, later: Duration, seed: u64) {
        let begins = self.start + later;
        self.flows.push(Flow {
            congestion: Congestion::default(),
            cap,
            layers: &[],
            switches: 0,
            layer: 0,
            pacer: Pacer::default(),
            queue: VecDeque::new(),
            next_frame: begins + Duration::from_millis(seed * 7 % 33),
            next_feedback: begins + Duration::from_millis(seed * 13 % 100),
            begins,
            arrivals: Arrivals::default(),
            received: Vec::new(),
            targets: Vec::new(),
            probed: 0,
        });
    }

    /// Goes on until so long after the start.
    pub(super) fn run(&mut self, until: Duration) {
        while self.now < self.start + until {
            self.now += TICK;
            self.receive();
            for flow in 0..self.flows.len() {
                if self.now >= self.flows[flow].begins {
                    self.report(flow);
                    self.send(flow);
                }
            }
        }
    }

    fn receive(&mut self) {
        while let Some((at, packet)) = self.down.poll(self.now) {
            let flow = &mut self.flows[packet.flow];
            flow.arrivals.record(packet.number, at);
            flow.received.push((at, packet.bytes));
        }
        while let Some((_, (flow, bytes))) = self.up.poll(self.now) {
            let feedback = TransportFeedback::parse(&bytes).expect("our own");
            self.flows[flow].congestion.feedback(&feedback, self.now);
        }
    }

    fn report(&mut self, at: usize) {
        let flow = &mut self.flows[at];
        if self.now < flow.next_feedback {
            return;
        }
        flow.next_feedback = self.now + self.report;
        let mut bytes = Vec::new();
        flow.arrivals.feedback(self.start, 1, &mut bytes);
        if !bytes.is_empty() {
            self.up.send(self.now, bytes.len() + 28, (at, bytes));
        }
    }

    fn send(&mut self, at: usize) {
        let Self { now, down, flows, .. } = self;
        let (now, flow) = (*now, &mut flows[at]);
        let target = flow.congestion.target();
        flow.targets.push((now, target));
        if now >= flow.next_frame {
            flow.next_frame += FRAME;
            let mut frame = (flow.rate(target) as usize / 240).max(60);
            while frame > 0 {
                let packet = frame.min(PACKET);
                flow.queue.push_back(packet);
                frame -= packet;
            }
        }
        let mut put = |bytes, flow: &mut Flow| {
            let number = flow.congestion.sent(bytes, now);
            let packet = Packet {
                flow: at,
                number,
                bytes,
            };
            down.send(now, bytes, packet);
        };
        while flow.pacer.budget(now, target) > 0
            && let Some(bytes) = flow.queue.pop_front()
        {
            flow.pacer.spent(bytes);
            put(bytes, flow);
        }
        flow.congestion.want(flow.wanted());
        while let Some(cluster) = flow.congestion.probe(now) {
            let padding = cluster.bytes.clamp(100, PACKET);
            flow.probed += padding;
            put(padding, flow);
        }
    }

    /// Bits a second that a flow received in this time.
    pub(super) fn received(&self, flow: usize, from: Duration, to: Duration) -> u64 {
        let (from, to) = (self.start + from, self.start + to);
        let within = self.flows[flow]
            .received
            .iter()
            .filter(|(at, _)| (from..to).contains(at));
        let bytes: usize = within.map(|(_, bytes)| bytes).sum();
        (bytes as f64 * 8.0 / (to - from).as_secs_f64()) as u64
    }

    /// Least, mean and greatest target of a flow in this time.
    pub(super) fn targets(&self, flow: usize, from: Duration, to: Duration) -> (u64, u64, u64) {
        let (from, to) = (self.start + from, self.start + to);
        let within = self.flows[flow]
            .targets
            .iter()
            .filter(|(at, _)| (from..to).contains(at));
        let within: Vec<u64> = within.map(|(_, target)| *target).collect();
        let mean = within.iter().sum::<u64>() / within.len() as u64;
        (
            *within.iter().min().expect("some"),
            mean,
            *within.iter().max().expect("some"),
        )
    }

    /// The queueing delay that 95 % of the packets sent in this time did not exceed.
    pub(super) fn queue(&self, from: Duration, to: Duration) -> Duration {
        self.down
            .delays()
            .quantile(0.95, self.start + from, self.start + to)
    }
}
