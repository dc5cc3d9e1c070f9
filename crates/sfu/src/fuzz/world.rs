//! A call of three pages on a shard: two are connected, the third was announced and has not come yet.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::facts::{IDS, TYPES, facts};
use crate::api::{Command, Event, LegKey, LegTransport, RoomKey, Source, SourceKind, VideoCodec};
use crate::dtls::Progress;
use crate::handshake::{AssociationKey, Job, Reply};
use crate::output::Output;
use crate::route::Route;
use crate::rtp::{self, Header};
use crate::shard::Shard;
use crate::srtp::{KeyingMaterial, Opener, Profile, Refused, Sealer};
use crate::stun::{self, IntegrityKey};

pub(super) const PAGES: u64 = 3;
pub(super) const ROOM: RoomKey = RoomKey(1);
const KINDS: [SourceKind; 3] = [SourceKind::Microphone, SourceKind::Camera, SourceKind::Screen];

/// What the meeting was told last of a page's media.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Nothing since it was added.
    Nothing,
    Connected,
    Disconnected,
}

/// A page's keys and where it is.
pub(super) struct Page {
    pub leg: u64,
    pub sealer: Sealer,
    opener: Opener,
    /// The last index sealed of each stream.
    indices: HashMap<u32, u64>,
    /// The handshake that was begun last.
    association: Option<AssociationKey>,
    /// The one that these keys are of.
    keyed: Option<AssociationKey>,
    pub told: Told,
    /// Packets of pictures of each codec that it was sent.
    pub pictures: [usize; VideoCodec::ALL.len()],
}

pub(super) struct World {
    pub now: Instant,
    pub shard: Shard,
    pub pages: Vec<Page>,
    feedback: bool,
    out: Output,
}

pub(super) fn source(leg: u64, kind: u8) -> Source {
    Source {
        leg: LegKey(leg),
        kind: KINDS[usize::from(kind) % KINDS.len()],
    }
}

/// Where a page is; 0 to 2 are those of the pages, further ones belong to nobody.
pub(super) fn route(number: u8) -> Route {
    let port = 20_000 + u16::from(number);
    let remote = SocketAddr::from(([192, 0, 2, 1], port));
    match number & 8 {
        0 => remote.into(),
        _ => Route::Tcp {
            connection: u32::from(number),
            remote,
        },
    }
}

fn transport(leg: u64) -> LegTransport {
    LegTransport {
        ufrag: format!("sfu{leg}"),
        password: format!("password of leg {leg}"),
        fingerprint: [0; 32],
        candidates: Vec::new(),
    }
}

/// What a handshake came to; no two come to the same. Before the first one it is of none.
fn material(leg: u64, association: Option<AssociationKey>) -> KeyingMaterial {
    let generation = association.map_or(0, |key| key.generation).to_be_bytes();
    let bytes = (0..Profile::AeadAes128Gcm.export_bytes()).map(|n| n as u8 ^ leg as u8 ^ generation[n % 4]);
    KeyingMaterial::new(Profile::AeadAes128Gcm, bytes.collect()).expect("the right length")
}

impl World {
    /// The call: 1 and 2 are connected and 2 shows the camera of 1. Whether pages tell what arrives, so that
    /// they are sent no more than their way is found to carry.
    pub(super) fn new(feedback: bool) -> Self {
        let now = Instant::now();
        let mut world = Self {
            now,
            shard: Shard::new(now),
            pages: Vec::new(),
            feedback,
            out: Output::default(),
        };
        for leg in 1..=PAGES {
            world.pages.push(Page::new(leg));
            world.add(leg);
        }
        for leg in 1..PAGES {
            world.check(leg, leg as u8 - 1, true);
            world.keys(leg);
        }
        world.show(2, 0, Some(source(1, 1)), 360);
        world
    }

    pub(super) fn page(&mut self, leg: u64) -> &mut Page {
        &mut self.pages[leg as usize - 1]
    }

    /// With what it offers at first; again it is a restart of ICE.
    pub(super) fn add(&mut self, leg: u64) {
        self.offer(leg, 0);
    }

    /// With what it offers [otherwise](facts).
    pub(super) fn offer(&mut self, leg: u64, other: u8) {
        self.page(leg).told = Told::Nothing;
        self.command(Command::Add {
            room: ROOM,
            leg: LegKey(leg),
            transport: transport(leg),
            facts: facts(leg, self.feedback, other),
        });
    }

    pub(super) fn show(&mut self, leg: u64, slot: usize, source: Option<Source>, height: u32) {
        let leg = LegKey(leg);
        self.command(Command::Show {
            leg,
            slot,
            source,
            height,
            on_stage: false,
        });
    }

    pub(super) fn command(&mut self, command: Command) {
        self.shard.command(command, self.now, &mut self.out);
        self.deliver();
    }

    /// What a handshake of a page came to.
    pub(super) fn shake(&mut self, leg: u64, progress: Progress) {
        if let Some(key) = self.page(leg).association {
            let sends = Vec::new();
            self.shard
                .handshake(Reply { key, sends, progress }, self.now, &mut self.out);
            self.deliver();
        }
    }

    /// The handshake that was begun last ends well.
    pub(super) fn keys(&mut self, leg: u64) {
        let page = self.page(leg);
        page.take_keys();
        let material = material(leg, page.association);
        self.shake(leg, Progress::Keys(material));
    }

    /// A connectivity check that proves right.
    pub(super) fn check(&mut self, leg: u64, from: u8, nominate: bool) {
        let bytes = request(&transport(leg), leg, nominate);
        self.datagram(route(from), bytes);
    }

    /// Gives how many bytes left because of it, and how many jobs.
    pub(super) fn datagram(&mut self, from: Route, mut bytes: Vec<u8>) -> (usize, usize) {
        self.shard.datagram(from, &mut bytes, self.now, &mut self.out);
        self.deliver()
    }

    pub(super) fn pass(&mut self, time: Duration) {
        self.now += time;
        self.shard.flush(self.now, &mut self.out, |_| {});
        self.shard.tick(self.now, &mut self.out);
        self.deliver();
    }

    fn deliver(&mut self) -> (usize, usize) {
        let made = (self.out.bytes.len(), self.out.jobs.len());
        for job in self.out.jobs.drain(..) {
            if let Job::Begin(key, _) = job {
                self.pages[key.leg.0 as usize - 1].association = Some(key);
            }
        }
        for event in self.out.events.drain(..) {
            match event {
                Event::Connected { leg } => self.pages[leg.0 as usize - 1].connected(),
                Event::Disconnected { leg, .. } => self.pages[leg.0 as usize - 1].disconnected(),
                _ => {}
            }
        }
        for (to, bytes) in self.out.datagrams() {
            if let Some(page) = self.pages.iter_mut().find(|page| route(page.leg as u8 - 1) == to) {
                page.take(bytes);
            }
        }
        self.out.clear_datagrams();
        assert_eq!(self.shard.beyond_bounds(), None);
        made
    }
}

impl Page {
    /// One that has not come yet.
    fn new(leg: u64) -> Self {
        let keys = material(leg, None);
        Self {
            leg,
            sealer: Sealer::new(&keys, true).expect("keys"),
            opener: Opener::new(&keys, false).expect("keys"),
            indices: HashMap::new(),
            association: None,
            keyed: None,
            told: Told::Nothing,
            pictures: [0; VideoCodec::ALL.len()],
        }
    }

    /// The handshake that was begun last gives its keys; each gives them once.
    fn take_keys(&mut self) {
        if self.keyed != self.association {
            let keys = material(self.leg, self.association);
            self.keyed = self.association;
            self.sealer = Sealer::new(&keys, true).expect("keys");
            self.opener = Opener::new(&keys, false).expect("keys");
            self.indices.clear();
        }
    }

    fn connected(&mut self) {
        assert_eq!(self.told, Told::Nothing, "once after it was added");
        self.told = Told::Connected;
    }

    fn disconnected(&mut self) {
        assert_ne!(self.told, Told::Disconnected, "once");
        self.told = Told::Disconnected;
    }

    fn take(&mut self, bytes: &[u8]) {
        if !rtp::is_rtp_or_rtcp(bytes) || rtp::is_rtcp(bytes) {
            return;
        }
        let header = Header::parse(bytes, &IDS).expect("our own header");
        let mut bytes = bytes.to_vec();
        let opened = self
            .opener
            .open_rtp(&mut bytes, header.bytes, header.ssrc, header.sequence);
        match opened {
            Ok(_) => {
                if let Some((codec, false)) = TYPES.pictures.of(header.payload_type) {
                    self.pictures[codec as usize] += 1;
                }
            }
            // Somebody else's, who was here before.
            Err(refused) => assert_eq!(refused, Refused::NotAuthentic, "never sealed twice"),
        }
    }

    /// The sequence number that is `step` after the last one of a stream.
    pub(super) fn sequence(&self, ssrc: u32, step: i8) -> u16 {
        self.index(ssrc, step) as u16
    }

    fn index(&self, ssrc: u32, step: i8) -> u64 {
        let last = self.indices.get(&ssrc).copied().unwrap_or(60_000);
        last.saturating_add_signed(step.into())
    }

    /// Seals an RTP packet whose header takes so many bytes; it has the sequence number `step` after the last
    /// one of its stream.
    pub(super) fn seal(&mut self, mut packet: Vec<u8>, header: usize, step: i8) -> Vec<u8> {
        let ssrc = u32::from_be_bytes([packet[8], packet[9], packet[10], packet[11]]);
        let index = self.index(ssrc, step);
        self.indices.insert(ssrc, index);
        packet[2..4].copy_from_slice(&(index as u16).to_be_bytes());
        self.sealer.seal_rtp(ssrc, index, &mut packet, 0, header);
        packet
    }
}

/// A binding request as pages send it.
fn request(to: &LegTransport, from: u64, nominate: bool) -> Vec<u8> {
    let name = format!("{}:page{from}", to.ufrag);
    let mut out = stun::BINDING_REQUEST.to_be_bytes().to_vec();
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(&stun::COOKIE.to_be_bytes());
    out.extend_from_slice(b"transaction!");
    out.extend_from_slice(&[0, 6, 0, name.len() as u8]);
    out.extend_from_slice(name.as_bytes());
    out.resize(out.len().next_multiple_of(4), 0);
    if nominate {
        out.extend_from_slice(&[0, 0x25, 0, 0]);
    }
    IntegrityKey::new(&to.password).sign(0, &mut out);
    out
}
