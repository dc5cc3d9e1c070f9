//! Peers and a shard in memory, with a clock that the test moves.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sfu::api::{Command, Event, LegFacts, LegKey, LegTransport, RoomKey, Source, SourceKind};
use sfu::core::{
    AssociationKey, Job, KeyingMaterial, Opener, Output, Profile, Progress, Reply, Route, Sealer, Shard,
};

pub(crate) use super::crossing::Crossing;
pub(crate) use super::facts::*;
use super::stream::{Streams, frame};
use super::wire::{Sent, binding_request, picture};

pub(crate) const ROOM: RoomKey = RoomKey(1);
pub(crate) const STEP: Duration = Duration::from_millis(5);

/// An RTP packet as a page got it, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) ssrc: u32,
    pub(crate) payload_type: u8,
    pub(crate) marker: bool,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) payload: Vec<u8>,
}

/// A page with keys but without a browser.
pub(crate) struct Peer {
    pub(crate) leg: LegKey,
    pub(crate) address: Route,
    pub(crate) transport: LegTransport,
    pub(crate) sealer: Sealer,
    pub(crate) opener: Opener,
    pub(crate) rtp: Vec<Received>,
    pub(crate) rtcp: Vec<Vec<u8>>,
    pub(crate) other: Vec<Vec<u8>>,
    pub(crate) association: AssociationKey,
    /// Its leg's shard; 0 is `World::shard`.
    pub(crate) at: usize,
}

/// Whether a datagram is lost.
pub(crate) type Loss = Box<dyn FnMut(&[u8]) -> bool>;

/// Everything, with a clock; most rules are those of a room on one shard.
pub(crate) type World = Over<1>;

/// Everything, with so many shards that share the room; its legs are on one after the other.
pub(crate) struct Over<const SHARDS: usize> {
    pub(crate) now: Instant,
    pub(crate) shard: Shard,
    /// The shards after the first one, where rooms span several.
    pub(crate) others: Vec<Shard>,
    /// What has left a shard for another.
    pub(crate) crossing: Crossing,
    pub(crate) peers: Vec<Peer>,
    pub(crate) events: Vec<Event>,
    pub(crate) jobs: Vec<Job>,
    pub(crate) streams: Streams,
    /// Decides whether a datagram to a page is lost.
    pub(crate) lose: Loss,
}

/// Keying material that both sides of a leg know.
pub(crate) fn material(seed: u8) -> KeyingMaterial {
    let bytes = (0..Profile::AeadAes128Gcm.export_bytes())
        .map(|n| n as u8 ^ seed)
        .collect();
    KeyingMaterial::new(Profile::AeadAes128Gcm, bytes).expect("the right length")
}

impl<const SHARDS: usize> Over<SHARDS> {
    pub(crate) fn new() -> Self {
        let now = Instant::now();
        let mut others = (0..SHARDS).map(|number| Shard::among(number, SHARDS, now));
        Self {
            now,
            shard: others.next().expect("at least one"),
            others: others.collect(),
            crossing: Crossing::default(),
            peers: Vec::new(),
            events: Vec::new(),
            jobs: Vec::new(),
            streams: Streams::default(),
            lose: Box::new(|_| false),
        }
    }

    /// A room with so many connected pages, three slots each.
    pub(crate) fn room(pages: u64) -> Self {
        let mut world = Self::new();
        for leg in 1..=pages {
            world.join(leg, 3);
        }
        world.events.clear();
        world
    }

    /// A page is added and gets through.
    pub(crate) fn join(&mut self, leg: u64, slots: u32) {
        self.add(leg, slots);
        self.check(leg, true);
        self.give_keys(leg);
    }

    /// A page whose camera has these encodings is added and gets through.
    pub(crate) fn join_with(&mut self, leg: u64, slots: u32, rids: &[&str]) {
        let mut facts = facts(leg, slots);
        for line in facts
            .sends
            .iter_mut()
            .filter(|line| line.kind == SourceKind::Camera)
        {
            line.rids = rids.iter().map(|rid| (*rid).to_owned()).collect();
            (line.ssrc, line.rtx_ssrc) = (None, None);
        }
        self.join_facts(leg, facts);
    }

    /// A page with these facts is added and gets through.
    pub(crate) fn join_facts(&mut self, leg: u64, facts: LegFacts) {
        self.add_facts(leg, facts);
        self.check(leg, true);
        self.give_keys(leg);
    }

    pub(crate) fn add(&mut self, leg: u64, slots: u32) {
        self.add_facts(leg, facts(leg, slots));
    }

    fn add_facts(&mut self, leg: u64, facts: LegFacts) {
        let transport = LegTransport {
            ufrag: format!("sfu{leg}"),
            password: format!("password of leg {leg}"),
            fingerprint: [0; 32],
            candidates: Vec::new(),
        };
        let leg_key = LegKey(leg);
        let (room, own, at) = (ROOM, transport.clone(), leg as usize % SHARDS);
        let add = Command::Add {
            room,
            leg: leg_key,
            transport: own,
            facts,
        };
        self.on(at, |shard, now, out| shard.command(add, now, out));
        let begun = self.jobs.iter().rev().find_map(|job| match job {
            Job::Begin(key, _) if key.leg == leg_key => Some(*key),
            _ => None,
        });
        let keys = material(leg as u8);
        self.peers.push(Peer {
            leg: leg_key,
            address: SocketAddr::from(([127, 0, 0, 1], 20_000 + leg as u16)).into(),
            transport,
            sealer: Sealer::new(&keys, true).expect("keys"),
            opener: Opener::new(&keys, false).expect("keys"),
            rtp: Vec::new(),
            rtcp: Vec::new(),
            other: Vec::new(),
            association: begun.expect("a handshake was begun"),
            at,
        });
    }

    /// A connectivity check of a page from its own address.
    pub(crate) fn check(&mut self, leg: u64, nominate: bool) {
        let peer = self.peer(leg);
        let (from, transport) = (peer.address, peer.transport.clone());
        let request = binding_request(&transport, &format!("page{leg}"), nominate);
        self.datagram(from, request);
    }

    /// The handshake of a page succeeded.
    pub(crate) fn give_keys(&mut self, leg: u64) {
        self.give_keys_of(leg, leg as u8);
    }

    pub(crate) fn give_keys_of(&mut self, leg: u64, seed: u8) {
        let progress = Progress::Keys(material(seed));
        let reply = Reply {
            key: self.peer(leg).association,
            sends: Vec::new(),
            progress,
        };
        let at = self.peer(leg).at;
        self.on(at, |shard, now, out| shard.handshake(reply, now, out));
    }

    pub(crate) fn peer(&mut self, leg: u64) -> &mut Peer {
        self.peers
            .iter_mut()
            .find(|peer| peer.leg == LegKey(leg))
            .expect("this page is here")
    }

    pub(crate) fn command(&mut self, command: Command) {
        let leg = match &command {
            Command::Add { leg, .. } | Command::Remove { leg } | Command::Show { leg, .. } => *leg,
            Command::Mute { source, .. } => source.leg,
        };
        let at = self.peers.iter().rev().find(|peer| peer.leg == leg);
        let at = at.map_or(0, |peer| peer.at);
        self.on(at, |shard, now, out| shard.command(command, now, out));
    }

    pub(crate) fn show(&mut self, leg: u64, slot: usize, source: Option<Source>) {
        self.command(Command::Show {
            leg: LegKey(leg),
            slot,
            source,
            height: 360,
            on_stage: false,
        });
    }

    /// A datagram from anywhere.
    pub(crate) fn datagram(&mut self, from: impl Into<Route>, mut bytes: Vec<u8>) {
        let from = from.into();
        if let Route::Tcp { .. } = from {
            return self.bytes(from, &frame(&bytes));
        }
        let at = self.peers.iter().find(|peer| peer.address == from);
        let at = at.map_or(0, |peer| peer.at);
        self.on(at, |shard, now, out| shard.datagram(from, &mut bytes, now, out));
    }

    /// Time passes.
    pub(crate) fn advance(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end {
            self.now += STEP;
            for at in 0..=self.others.len() {
                self.on(at, |shard, now, out| shard.flush(now, out, |_| {}));
            }
            for at in 0..=self.others.len() {
                self.on(at, |shard, now, out| {
                    // What came from the others meanwhile.
                    shard.flush(now, out, |_| {});
                    shard.tick(now, out);
                });
            }
        }
    }

    pub(crate) fn deliver(&mut self, out: &mut Output) {
        self.events.append(&mut out.events);
        self.jobs.append(&mut out.jobs);
        self.streams.connections.send(out, |_, _, _| {});
        let datagrams = out.datagrams().map(|(to, bytes)| (to, bytes.to_vec()));
        let came: Vec<_> = datagrams.chain(self.frames()).collect();
        for (to, bytes) in came {
            let Some(peer) = self.peers.iter_mut().find(|peer| peer.address == to) else {
                continue;
            };
            if !(self.lose)(&bytes) {
                peer.receive(&bytes);
            }
        }
    }

    /// A page sends an RTP packet.
    pub(crate) fn rtp(&mut self, leg: u64, packet: &Sent) {
        let peer = self.peer(leg);
        let (from, bytes) = (peer.address, packet.seal(&peer.sealer));
        self.datagram(from, bytes);
    }

    /// A page sends 20 ms of sound at an RFC 6464 level.
    pub(crate) fn sound(&mut self, leg: u64, sequence: u16, level: u8) {
        let mut packet = Sent::new(ssrcs(leg).0, OPUS, u64::from(sequence), vec![leg as u8; 40]);
        packet.timestamp = u32::from(sequence) * 960;
        packet.level = Some(level);
        self.rtp(leg, &packet);
    }

    /// A page sends a picture of one packet.
    pub(crate) fn picture(&mut self, leg: u64, sequence: u64, keyframe: bool) {
        let packet = picture(leg, sequence, keyframe);
        self.rtp(leg, &packet);
    }

    /// A page asks for one packet of a stream again.
    pub(crate) fn nack(&mut self, leg: u64, ssrc: u32, sequence: u16) {
        self.report(leg, super::repair::nack(ssrc, &[sequence]));
    }

    /// A page sends RTCP.
    pub(crate) fn report(&mut self, leg: u64, mut compound: Vec<u8>) {
        let peer = self.peer(leg);
        peer.sealer.seal_rtcp(&mut compound, 0);
        let from = peer.address;
        self.datagram(from, compound);
    }
}

impl Peer {
    fn receive(&mut self, bytes: &[u8]) {
        let mut bytes = bytes.to_vec();
        if !(128..192).contains(&bytes[0]) {
            self.other.push(bytes);
        } else if (192..224).contains(&bytes[1]) {
            let length = self.opener.open_rtcp(&mut bytes).expect("authentic RTCP");
            bytes.truncate(length);
            self.rtcp.push(bytes);
        } else {
            let extended = bytes[0] & 0x10 != 0;
            let words = if extended { 1 + usize::from(bytes[15]) } else { 0 };
            let header = 12 + 4 * words;
            let sequence = u16::from_be_bytes([bytes[2], bytes[3]]);
            let ssrc = u32::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
            let opened = self.opener.open_rtp(&mut bytes, header, ssrc, sequence);
            let (_, length) = opened.expect("authentic RTP, sealed once");
            self.rtp.push(Received {
                ssrc,
                payload_type: bytes[1] & 0x7F,
                marker: bytes[1] & 0x80 != 0,
                sequence,
                timestamp: u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]),
                payload: bytes[header..header + length].to_vec(),
            });
        }
    }

    /// What came on one stream.
    pub(crate) fn stream(&self, ssrc: u32) -> Vec<&Received> {
        self.rtp.iter().filter(|packet| packet.ssrc == ssrc).collect()
    }

    /// Which packets of a stream were asked for again.
    pub(crate) fn nacks(&self, ssrc: u32) -> Vec<u16> {
        let media = ssrc.to_be_bytes();
        let nack = |bytes: &&Vec<u8>| bytes[..2] == [0x81, 205] && bytes[8..12] == media;
        let mut asked: Vec<u16> = self
            .rtcp
            .iter()
            .filter(nack)
            .map(|bytes| u16::from_be_bytes([bytes[12], bytes[13]]))
            .collect();
        asked.dedup();
        asked
    }

    /// How many picture requests came for a stream.
    pub(crate) fn picture_requests(&self, ssrc: u32) -> usize {
        let media = ssrc.to_be_bytes();
        let pli = |bytes: &&Vec<u8>| bytes[..2] == [0x81, 206] && bytes[8..12] == media;
        self.rtcp.iter().filter(pli).count()
    }
}
