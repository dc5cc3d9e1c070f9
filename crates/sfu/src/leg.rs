//! One participant's transport: ICE, keys, what he sends and where he receives.

mod pace;
mod redundancy;
mod send;

use std::collections::{HashMap, VecDeque};
use std::time::Instant;

use crate::allocation::Patience;
use crate::api::{LegFacts, LegKey, LegTransport, MAX_LAYERS, RoomKey, SlotLine};
use crate::congestion::{Congestion, Pacer};
use crate::handshake::AssociationKey;
use crate::ice::Pairs;
use crate::route::Route;
use crate::rtcp::Arrivals;
use crate::slot::Slot;
use crate::srtp::{KeyingMaterial, Opener, Sealer};
use crate::stun::IntegrityKey;

use redundancy::Redundancy;

pub(crate) use pace::Waiting;
pub(crate) use send::Stamp;

/// Streams told apart by SSRC for one page.
const MAX_STREAMS: usize = 24;

/// How far a leg is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// ICE or DTLS are not up yet.
    Connecting,
    /// Media flows.
    Connected,
    /// Reported as disconnected, because nothing was heard for so long that nothing may be sent to where the
    /// page was (RFC 7675 §5.1). The keys wait for a restart of ICE, which brings no new handshake.
    Silent,
    /// Reported as disconnected, and without keys; waits to be added again or removed.
    Gone,
}

/// What an SSRC of a page carries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stream {
    /// The SSRC.
    pub ssrc: u32,
    /// Index of the source.
    pub source: usize,
    /// Its encoding.
    pub layer: usize,
}

/// The keys of a leg.
pub(crate) struct Keys {
    /// Opens what the page sends.
    pub opener: Opener,
    /// Seals what we send.
    pub sealer: Sealer,
}

impl Keys {
    /// We are the DTLS server.
    pub(crate) fn new(material: &KeyingMaterial) -> Option<Self> {
        Some(Self {
            opener: Opener::new(material, true)?,
            sealer: Sealer::new(material, false)?,
        })
    }
}

/// A participant's media leg.
pub(crate) struct Leg {
    /// Its name.
    pub key: LegKey,
    /// Its room.
    pub room: RoomKey,
    /// Our ICE user fragment.
    pub ufrag: String,
    /// Key of both directions of connectivity checks to us.
    pub integrity: IntegrityKey,
    /// The page's side.
    pub facts: LegFacts,
    /// How far it is.
    pub state: State,
    /// Which DTLS association counts.
    pub generation: u32,
    /// Where the page is.
    pub pairs: Pairs,
    /// Keys once DTLS is up.
    pub keys: Option<Keys>,
    /// SSRCs of the page.
    pub streams: Vec<Stream>,
    /// Indices of its sources, in the order of [`LegFacts::sends`].
    pub sources: Vec<usize>,
    /// Receivers for sound.
    pub audio_slots: Vec<Slot>,
    /// Receivers for pictures.
    pub video_slots: Vec<Slot>,
    /// Those after so many of them carry nothing.
    used: usize,
    /// The next unused index of every SSRC that slots of earlier offers sealed under the present keys;
    /// SSRCs are given out by us, two a receiver, so they are few.
    spent: HashMap<u32, u64>,
    /// Arrival times for transport-wide feedback.
    pub arrivals: Arrivals,
    /// The way to the page.
    pub congestion: Congestion,
    /// Spreads pictures over time.
    pub pacer: Pacer,
    /// How often sound is repeated.
    pub redundancy: Redundancy,
    /// Bytes that may be sent once more.
    repairs: usize,
    /// How long it has had too little.
    pub patience: Patience,
    /// Packets of pictures that wait for their turn.
    pub waiting: VecDeque<Waiting>,
    /// Smallest difference seen between our NTP time and the page's, 32.32 fixed point.
    pub ntp_offset: Option<i64>,
    /// When it was added, or added again.
    pub added: Instant,
    /// The last valid check or authentic packet.
    pub heard: Instant,
}

impl Leg {
    /// A leg that has just been added.
    pub(crate) fn new(
        room: RoomKey,
        key: LegKey,
        transport: LegTransport,
        facts: LegFacts,
        now: Instant,
    ) -> Self {
        let slots = |lines: &[SlotLine], rate| {
            lines
                .iter()
                .map(|line| Slot::new(line, facts.extensions, rate))
                .collect()
        };
        Self {
            key,
            room,
            integrity: IntegrityKey::new(&transport.password),
            ufrag: transport.ufrag,
            state: State::Connecting,
            generation: 0,
            pairs: Pairs::default(),
            keys: None,
            streams: Vec::new(),
            sources: Vec::new(),
            audio_slots: slots(&facts.audio_slots, 48_000),
            video_slots: slots(&facts.video_slots, 90_000),
            used: 0,
            spent: HashMap::new(),
            arrivals: Arrivals::default(),
            congestion: Congestion::default(),
            pacer: Pacer::default(),
            redundancy: Redundancy::default(),
            repairs: send::MOST_REPAIRS,
            patience: Patience::default(),
            waiting: VecDeque::new(),
            ntp_offset: None,
            added: now,
            heard: now,
            facts,
        }
    }

    /// Takes new facts of the same page. Slots whose line did not change stay as they are, so that their
    /// streams go on; others carry nothing yet, but count on where their SSRC stopped, however many offers
    /// ago, because an index that is sealed twice under one key gives AES-GCM away (RFC 7714 §8.1). With
    /// keys that are `renewed` all begin anew, because a new receiver knows nothing of rollover counters.
    pub(crate) fn change(&mut self, facts: LegFacts, renewed: bool) {
        let stay = !renewed && facts.extensions == self.facts.extensions;
        if renewed {
            self.waiting.clear();
            self.spent.clear();
            self.congestion = Congestion::default();
            self.pacer = Pacer::default();
            self.patience = Patience::default();
            self.redundancy = Redundancy::default();
            self.arrivals = Arrivals::default();
            self.ntp_offset = None;
        } else {
            let slots = self.audio_slots.iter().chain(&self.video_slots);
            self.spent.extend(slots.flat_map(Slot::spent));
        }
        let spent = &self.spent;
        for (slots, lines, rate) in [
            (&mut self.audio_slots, &facts.audio_slots, 48_000),
            (&mut self.video_slots, &facts.video_slots, 90_000),
        ] {
            let mut old = std::mem::take(slots).into_iter();
            slots.extend(lines.iter().map(|line| {
                let old = old.next();
                let wish = old.as_ref().map(|slot| (slot.wanted, slot.height, slot.on_stage));
                old.filter(|slot| stay && slot.is_for(line)).unwrap_or_else(|| {
                    let mut slot = Slot::new(line, facts.extensions, rate);
                    slot.count_on(spent);
                    // What a page asked to see it still wants to see.
                    if let Some(wish) = wish.filter(|_| rate == 90_000) {
                        (slot.wanted, slot.height, slot.on_stage) = wish;
                    }
                    slot
                })
            }));
        }
        self.facts = facts;
        self.note_used();
    }

    /// Counts anew which slots for pictures carry something; to be called when one may have begun to.
    pub(crate) fn note_used(&mut self) {
        let last = self.video_slots.iter().rposition(|slot| slot.source.is_some());
        self.used = last.map_or(0, |last| last + 1);
    }

    /// The slots for pictures that carry something, and perhaps some that do not. A page offers many more than it needs,
    /// and to look at each of them ten times a second costs as much as a few packets.
    pub(crate) fn used(&self) -> &[Slot] {
        self.video_slots.get(..self.used).unwrap_or(&self.video_slots)
    }

    /// The association whose keys count.
    pub(crate) fn association(&self) -> AssociationKey {
        AssociationKey {
            leg: self.key,
            generation: self.generation,
        }
    }

    /// The source and the encoding of an SSRC. Without an announced one the `mid` extension tells the source,
    /// and `rid` the encoding if there are several. `None` for streams nobody announced.
    pub(crate) fn stream_of(&mut self, ssrc: u32, mid: &[u8], rid: &[u8]) -> Option<Stream> {
        if let Some(stream) = self.streams.iter().find(|stream| stream.ssrc == ssrc) {
            return Some(*stream);
        }
        let line = self
            .facts
            .sends
            .iter()
            .position(|line| line.mid.as_bytes() == mid)?;
        let rids = &self.facts.sends[line].rids;
        let layer = match rids.is_empty() {
            true => 0,
            false => rids
                .iter()
                .take(MAX_LAYERS)
                .position(|known| known.as_bytes() == rid)?,
        };
        let stream = Stream {
            ssrc,
            source: *self.sources.get(line)?,
            layer,
        };
        if self.streams.len() < MAX_STREAMS {
            self.streams.push(stream);
        }
        Some(stream)
    }

    /// Nothing goes out any more for a while: what does then follows what went out last without a gap, pictures with a
    /// keyframe, and nothing is known of the way.
    pub(crate) fn fall_silent(&mut self) {
        self.waiting.clear();
        self.audio_slots.iter_mut().for_each(Slot::pause);
        self.video_slots.iter_mut().for_each(Slot::pause);
        self.congestion.begin_anew();
        self.pacer = Pacer::default();
        self.patience = Patience::default();
        self.redundancy = Redundancy::default();
    }

    /// Whether it is still to be reported as disconnected.
    pub(crate) fn is_here(&self) -> bool {
        matches!(self.state, State::Connecting | State::Connected)
    }

    /// Since when it has been silent, or trying to connect.
    pub(crate) fn since(&self) -> Instant {
        if self.state == State::Connected {
            self.heard
        } else {
            self.added
        }
    }

    /// Where media goes, if it may.
    pub(crate) fn peer(&self) -> Option<Route> {
        (self.state == State::Connected)
            .then(|| self.pairs.peer())
            .flatten()
    }

    /// The slots for pictures or for sound.
    pub(crate) fn slots(&mut self, picture: bool) -> &mut Vec<Slot> {
        if picture {
            &mut self.video_slots
        } else {
            &mut self.audio_slots
        }
    }
}
