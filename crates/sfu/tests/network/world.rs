//! The room: a shard, the handshakes, and pages behind their ways.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use netsim::{Link, Loss, Profile};
use sfu::api::{Candidate, Command, Event, LegKey, LegTransport, RoomKey, Source, SourceKind, Transport};
use sfu::core::{Handshakes, Identity, Job, Output, Route, Shard};

use crate::camera::FRAME;
use crate::decoder::Seen;
use crate::page::{Page, Sends};

const ROOM: RoomKey = RoomKey(1);
/// The usual camera.
pub(crate) const CAMERA: Sends = Sends {
    rates: &[800_000],
    frame: FRAME,
    adapts: false,
};
/// A camera of few packets: ten small pictures a second.
pub(crate) const SLOW: Sends = Sends {
    rates: &[40_000, 120_000, 370_000],
    frame: Duration::from_millis(100),
    adapts: true,
};
/// Content type of the DTLS record that the last flight begins with.
const CHANGE_CIPHER_SPEC: u8 = 20;
/// First bytes of DTLS (RFC 7983 §7).
const HANDSHAKE: std::ops::Range<u8> = 20..64;
const TICK: Duration = Duration::from_millis(1);

pub(crate) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A way of so many milliseconds, with loss.
pub(crate) fn way(delay: u64, loss: Loss) -> Profile {
    Profile {
        delay: Duration::from_millis(delay),
        loss,
        ..Profile::default()
    }
}

/// Everything, with a clock.
pub(crate) struct World {
    start: Instant,
    now: Instant,
    shard: Shard,
    handshakes: Handshakes,
    fingerprint: [u8; 32],
    server: SocketAddr,
    pages: Vec<Page>,
    events: Vec<Event>,
    seed: u64,
    /// So many of our last flights of a handshake get lost.
    pub(crate) lost_flights: usize,
    /// So many strangers say what pages say in their handshakes, each time before they do.
    pub(crate) strangers: u16,
    /// Datagrams of handshakes that came from pages, and from strangers.
    pub(crate) handshake_datagrams: (usize, usize),
    /// How many of them went to the handshake threads.
    pub(crate) handshake_jobs: usize,
}

impl World {
    /// An empty room.
    pub(crate) fn new(seed: u64) -> Self {
        let start = Instant::now();
        let identity = Identity::generate().expect("a certificate");
        Self {
            start,
            now: start,
            shard: Shard::new(start),
            fingerprint: identity.fingerprint,
            handshakes: Handshakes::new(identity),
            server: SocketAddr::from(([127, 0, 0, 1], 10_000)),
            pages: Vec::new(),
            events: Vec::new(),
            seed,
            lost_flights: 0,
            strangers: 0,
            handshake_datagrams: (0, 0),
            handshake_jobs: 0,
        }
    }

    /// A page joins behind a way up and a way down.
    pub(crate) fn join(&mut self, leg: u64, sends: Option<Sends>, up: Profile, down: Profile) {
        let transport = LegTransport {
            ufrag: format!("sfu{leg}"),
            password: format!("password of leg {leg}"),
            fingerprint: self.fingerprint,
            candidates: vec![Candidate::host(Transport::Udp, self.server)],
        };
        let seed = self.seed * 1000 + leg * 2;
        let ways = (Link::new(up, self.now, seed), Link::new(down, self.now, seed + 1));
        let (page, facts) = Page::new(leg, &transport, sends, ways, (self.start, self.now));
        self.pages.push(page);
        self.command(Command::Add {
            room: ROOM,
            leg: LegKey(leg),
            transport,
            facts,
        });
    }

    /// A page shows the camera of another in a slot, large.
    pub(crate) fn show(&mut self, leg: u64, slot: usize, publisher: u64) {
        self.show_at(leg, slot, publisher, 720);
    }

    /// A page shows the camera of another in a slot, so many pixels high.
    pub(crate) fn show_at(&mut self, leg: u64, slot: usize, publisher: u64, height: u32) {
        self.show_as((leg, slot), publisher, (height, false));
    }

    /// A page shows the camera of another in a slot, as what matters most.
    pub(crate) fn show_on_stage(&mut self, leg: u64, slot: usize, publisher: u64) {
        self.show_as((leg, slot), publisher, (720, true));
    }

    fn show_as(&mut self, (leg, slot): (u64, usize), publisher: u64, (height, on_stage): (u32, bool)) {
        self.command(Command::Show {
            leg: LegKey(leg),
            slot,
            source: Some(Source {
                leg: LegKey(publisher),
                kind: SourceKind::Camera,
            }),
            height,
            on_stage,
        });
    }

    /// Since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.now - self.start
    }

    fn command(&mut self, command: Command) {
        let mut out = Output::default();
        self.shard.command(command, self.now, &mut out);
        self.deliver(out);
    }

    /// Goes on until so long after the start.
    pub(crate) fn run(&mut self, until: Duration) {
        while self.now < self.start + until {
            self.now += TICK;
            let mut out = Output::default();
            for page in &mut self.pages {
                while let Some((at, mut bytes)) = page.up.poll(self.now) {
                    if HANDSHAKE.contains(&bytes[0]) {
                        self.handshake_datagrams.0 += 1;
                        for port in 1..=self.strangers {
                            let stranger = SocketAddr::from(([203, 0, 113, 9], port));
                            let mut copy = bytes.clone();
                            self.shard.datagram(stranger.into(), &mut copy, at, &mut out);
                            self.handshake_datagrams.1 += 1;
                        }
                    }
                    self.shard.datagram(page.address.into(), &mut bytes, at, &mut out);
                }
            }
            self.shard.flush(self.now, &mut out, |_| {});
            self.shard.tick(self.now, &mut out);
            self.deliver(out);
            for reply in self.handshakes.timeouts(self.now) {
                let mut out = Output::default();
                self.shard.handshake(reply, self.now, &mut out);
                self.deliver(out);
            }
            for page in &mut self.pages {
                page.turn(self.server, self.now);
            }
        }
    }

    fn deliver(&mut self, mut out: Output) {
        let mut jobs = std::mem::take(&mut out.jobs);
        for job in jobs.drain(..) {
            self.handshake_jobs += usize::from(matches!(job, Job::Datagram(..)));
            if let Some(reply) = self.handshakes.work(job, self.now) {
                self.shard.handshake(reply, self.now, &mut out);
            }
        }
        for event in &out.events {
            if let Event::Demand { source, layers } = event
                && let Some(page) = self.pages.iter_mut().find(|page| LegKey(page.leg) == source.leg)
                && let Some(camera) = page.camera.as_mut().filter(|_| source.kind == SourceKind::Camera)
            {
                camera.demand = *layers;
            }
        }
        self.events.append(&mut out.events);
        for (to, bytes) in out.datagrams() {
            if bytes[0] == CHANGE_CIPHER_SPEC && self.lost_flights > 0 {
                self.lost_flights -= 1;
                continue;
            }
            if let Some(page) = self.pages.iter_mut().find(|page| Route::from(page.address) == to) {
                page.down.send(self.now, bytes.len() + 28, bytes.to_vec());
            }
        }
    }

    /// Whether a page got through.
    pub(crate) fn is_connected(&self, leg: u64) -> bool {
        self.events.contains(&Event::Connected { leg: LegKey(leg) })
    }

    pub(crate) fn page(&self, leg: u64) -> &Page {
        let found = self.pages.iter().find(|page| page.leg == leg);
        found.expect("this page is here")
    }

    /// What a page saw in a slot between two times after the start.
    pub(crate) fn seen(&self, leg: u64, slot: usize, from: Duration, to: Duration) -> Seen {
        self.page(leg).decoders[slot].seen(self.start + from, self.start + to)
    }

    /// Share of the sound that a page had to conceal, in its best slot.
    pub(crate) fn concealed(&self, leg: u64, from: Duration, to: Duration) -> f64 {
        let voices = self.page(leg).voices.iter();
        voices
            .map(|voice| voice.concealed(self.start, from, to))
            .fold(1.0, f64::min)
    }

    /// Bytes of sound a second that a page got, in its loudest slot.
    pub(crate) fn heard(&self, leg: u64, from: Duration, to: Duration) -> usize {
        let voices = self.page(leg).voices.iter();
        let rates = voices.map(|voice| voice.rate(self.start + from, self.start + to));
        rates.max().unwrap_or(0)
    }

    /// The queueing delay on the way down that 95 % of the packets did not exceed.
    pub(crate) fn queue(&self, leg: u64, from: Duration, to: Duration) -> Duration {
        let delays = self.page(leg).down.delays();
        delays.quantile(0.95, self.start + from, self.start + to)
    }
}
