//! A call of three pages on a shard: two are connected, the third was announced and has not come yet.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use crate::api::{
    Command, Extensions, LegFacts, LegKey, LegTransport, PayloadTypes, PictureType, PictureTypes, RoomKey,
    SendLine, SlotLine, Source, SourceKind, VideoCodec,
};
use crate::dtls::Progress;
use crate::handshake::{AssociationKey, Job, Reply};
use crate::output::Output;
use crate::route::Route;
use crate::shard::Shard;
use crate::srtp::{KeyingMaterial, Opener, Profile, Sealer};
use crate::stun::{self, IntegrityKey};

pub(super) const PAGES: u64 = 3;
pub(super) const ROOM: RoomKey = RoomKey(1);
/// The payload type of VP8.
pub(super) const VP8: u8 = 96;
/// What the pages offer.
pub(super) static TYPES: LazyLock<PayloadTypes> = LazyLock::new(|| {
    let numbers = |media, rtx| PictureType {
        media,
        rtx: Some(rtx),
        received: true,
    };
    PayloadTypes {
        opus: 111,
        red: Some(63),
        pictures: PictureTypes::default()
            .with(VideoCodec::Vp8, numbers(VP8, 97))
            .with(VideoCodec::Vp9, numbers(98, 99)),
    }
});
pub(super) const IDS: Extensions = Extensions {
    mid: Some(1),
    rid: Some(2),
    repaired_rid: Some(3),
    audio_level: Some(4),
    abs_send_time: Some(5),
    transport_cc: Some(6),
    dependency_descriptor: Some(7),
};
const SLOTS: u32 = 2;
const KINDS: [SourceKind; 3] = [SourceKind::Microphone, SourceKind::Camera, SourceKind::Screen];

/// A page's keys and where it is.
pub(super) struct Page {
    pub leg: u64,
    pub sealer: Sealer,
    opener: Opener,
    /// The last index sealed of each stream.
    indices: HashMap<u32, u64>,
    association: Option<AssociationKey>,
    /// Packets of pictures that it was sent.
    pub pictures: usize,
}

pub(super) struct World {
    pub now: Instant,
    pub shard: Shard,
    pub pages: Vec<Page>,
    feedback: bool,
    out: Output,
}

/// SSRC of what a page sends: its sound, its camera and the repeats of its camera.
pub(super) fn ssrc(leg: u64, stream: u32) -> u32 {
    leg as u32 * 100 + stream % 3
}

/// SSRC of the n-th receiver of a page, those for sound before those for pictures.
pub(super) fn slot(leg: u64, n: u32) -> u32 {
    leg as u32 * 1000 + 2 * (n % (2 * SLOTS))
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

/// The facts of a page; every second one sends its camera in three encodings.
fn facts(leg: u64, feedback: bool) -> LegFacts {
    let transport_cc = IDS.transport_cc.filter(|_| feedback);
    let layers = leg.is_multiple_of(2);
    let line = |kind, mid: &str, ssrc: Option<u32>, rtx_ssrc, rids: &[&str]| SendLine {
        kind,
        mid: mid.to_owned(),
        ssrc,
        rtx_ssrc,
        rids: rids.iter().map(|rid| (*rid).to_owned()).collect(),
    };
    let rids: &[&str] = if layers { &["q", "h", "f"] } else { &[] };
    let own = |stream| Some(ssrc(leg, stream)).filter(|_| !layers);
    let slots = |from: u32, letter: char, repeats: bool| -> Vec<SlotLine> {
        let line = |n: u32| SlotLine {
            mid: format!("{letter}{n}"),
            ssrc: slot(leg, from + n),
            rtx_ssrc: repeats.then_some(slot(leg, from + n) + 1),
        };
        (0..SLOTS).map(line).collect()
    };
    LegFacts {
        remote_ufrag: format!("page{leg}"),
        remote_password: String::new(),
        remote_fingerprint: [7; 32],
        extensions: Extensions { transport_cc, ..IDS },
        payload_types: *TYPES,
        sends: vec![
            line(SourceKind::Microphone, "0", Some(ssrc(leg, 0)), None, &[]),
            line(SourceKind::Camera, "1", own(1), own(2), rids),
            line(SourceKind::Screen, "2", None, None, &[]),
        ],
        audio_slots: slots(0, 'a', false),
        video_slots: slots(SLOTS, 'v', true),
    }
}

fn material(leg: u64) -> KeyingMaterial {
    let bytes = (0..Profile::AeadAes128Gcm.export_bytes()).map(|n| n as u8 ^ leg as u8);
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
            let keys = material(leg);
            world.pages.push(Page {
                leg,
                sealer: Sealer::new(&keys, true).expect("keys"),
                opener: Opener::new(&keys, false).expect("keys"),
                indices: HashMap::new(),
                association: None,
                pictures: 0,
            });
            world.add(leg);
        }
        for leg in 1..PAGES {
            world.check(leg, leg as u8 - 1, true);
            world.shake(leg, Progress::Keys(material(leg)));
        }
        world.show(2, 0, Some(source(1, 1)), 360);
        world
    }

    pub(super) fn page(&mut self, leg: u64) -> &mut Page {
        &mut self.pages[leg as usize - 1]
    }

    pub(super) fn add(&mut self, leg: u64) {
        let (room, key) = (ROOM, LegKey(leg));
        self.command(Command::Add {
            room,
            leg: key,
            transport: transport(leg),
            facts: facts(leg, self.feedback),
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

    pub(super) fn keys(&mut self, leg: u64) {
        self.shake(leg, Progress::Keys(material(leg)));
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
        self.out.events.clear();
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
    fn take(&mut self, bytes: &[u8]) {
        let picture = bytes.len() > 12 && bytes[0] & 0xC0 == 0x80 && bytes[1] & 0x7F == VP8;
        self.pictures += usize::from(picture);
        if picture {
            let header = crate::rtp::Header::parse(bytes, &IDS).expect("our own header");
            let mut bytes = bytes.to_vec();
            let opened = self
                .opener
                .open_rtp(&mut bytes, header.bytes, header.ssrc, header.sequence);
            assert!(
                opened.is_ok() || opened == Err(crate::srtp::Refused::NotAuthentic),
                "never sealed twice"
            );
        }
    }

    /// Seals an RTP packet whose header takes so many bytes; it has the sequence number `step` after the last
    /// one of its stream.
    pub(super) fn seal(&mut self, mut packet: Vec<u8>, header: usize, step: i8) -> Vec<u8> {
        let ssrc = u32::from_be_bytes([packet[8], packet[9], packet[10], packet[11]]);
        let index = self.indices.entry(ssrc).or_insert(60_000);
        *index = index.saturating_add_signed(step.into());
        packet[2..4].copy_from_slice(&(*index as u16).to_be_bytes());
        self.sealer.seal_rtp(ssrc, *index, &mut packet, 0, header);
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
