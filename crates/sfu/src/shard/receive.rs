//! What comes from the network. Nothing a stranger sends costs more than a look-up, and nothing changes
//! state before it proved authentic.

use std::net::SocketAddr;
use std::time::Instant;

use super::Shard;
use super::command::each_slot;
use crate::across::Letter;
use crate::api::{Event, SourceKind};
use crate::dtls::{self, Progress};
use crate::handshake::{Job, Reply};
use crate::leg::{Keys, State};
use crate::output::Output;
use crate::route::Route;
use crate::rtp::{self, Header, Redundant};
use crate::source::{Begins, Content, Taken};
use crate::srtp::Refused;
use crate::stun::{self, BindingRequest};

impl Shard {
    /// Takes a datagram; it is opened in place.
    pub fn datagram(&mut self, from: Route, bytes: &mut [u8], now: Instant, out: &mut Output) {
        self.counters.packets_in += 1;
        self.counters.bytes_in += bytes.len() as u64;
        if rtp::is_rtp_or_rtcp(bytes) {
            let Some(leg) = self.by_route.get(&from).copied() else {
                self.counters.dropped_address += 1;
                return;
            };
            if rtp::is_rtcp(bytes) {
                self.rtcp(leg, bytes, now, out);
            } else {
                self.rtp(leg, bytes, now, out);
            }
        } else if stun::is_stun(bytes) {
            let taken = match stun::is_success(bytes) {
                true => self.inquiry.answer(from, bytes, out),
                false => self.check(from, bytes, now, out),
            };
            if taken.is_none() {
                self.counters.dropped_stun += 1;
            }
        } else if dtls::is_dtls(bytes) {
            let leg = self.by_route.get(&from).and_then(|at| self.legs.get(*at));
            match leg.filter(|leg| leg.state != State::Gone) {
                Some(leg) => out.jobs.push(Job::Datagram(leg.association(), bytes.to_vec())),
                None => self.counters.dropped_address += 1,
            }
        } else {
            self.counters.dropped_unknown += 1;
        }
    }

    /// A connectivity check (RFC 8445 §7.3); `None` if it is not one for a leg of ours.
    fn check(&mut self, from: Route, bytes: &[u8], now: Instant, out: &mut Output) -> Option<()> {
        let request = BindingRequest::parse(bytes)?;
        let index = *self.by_ufrag.get(request.local_ufrag)?;
        let leg = self.legs.get_mut(index)?;
        // Nothing can be sent to port 0.
        let reachable = leg.is_here() && from.remote().port() != 0;
        let ours = request.remote_ufrag == leg.facts.remote_ufrag && reachable;
        if !ours || !request.verify(&leg.integrity) {
            return None;
        }
        leg.heard = now;
        if let Some(old) = leg.pairs.validate(from, request.nominated) {
            self.by_route.remove(&old);
        }
        let start = out.bytes.len();
        request.write_success(from.remote(), &leg.integrity, &mut out.bytes);
        out.commit(start, from);
        if let Some(other) = self.by_route.insert(from, index).filter(|other| *other != index)
            && let Some(other) = self.legs.get_mut(other)
        {
            other.pairs.forget(from);
        }
        self.comes_back(index, now, out);
        Some(())
    }

    /// A page that had fallen silent has restarted ICE and is heard again: it goes on with the keys it has.
    fn comes_back(&mut self, index: usize, now: Instant, out: &mut Output) {
        let leg = &self.legs[index];
        if leg.state == State::Connecting && leg.keys.is_some() {
            self.connected(index, now, out);
        }
    }

    /// Asks a STUN server how it sees the socket that datagrams leave by; what comes of it is in
    /// [`Output::outside`]. Whoever can guess `id` can answer in the server's place.
    pub fn ask_outside(&mut self, server: SocketAddr, id: [u8; 12], now: Instant, out: &mut Output) {
        self.inquiry.ask(server, id, now, out);
    }

    /// Whether a page has proved to be reached by this way.
    pub fn is_validated(&self, route: Route) -> bool {
        self.by_route.contains_key(&route)
    }

    /// The way is closed: nothing comes by it any more, and nothing is sent there.
    pub fn closed(&mut self, route: Route) {
        let index = self.by_route.remove(&route);
        if let Some(leg) = index.and_then(|index| self.legs.get_mut(index)) {
            leg.pairs.forget(route);
        }
    }

    /// What a handshake thread gave back.
    pub fn handshake(&mut self, reply: Reply, now: Instant, out: &mut Output) {
        let Some(index) = self.by_key.get(&reply.key.leg).copied() else {
            return;
        };
        let Some(leg) = self.legs.get_mut(index) else {
            return;
        };
        if leg.generation != reply.key.generation {
            return;
        }
        if let Some(peer) = leg.pairs.peer() {
            for bytes in &reply.sends {
                let start = out.bytes.len();
                out.bytes.extend_from_slice(bytes);
                out.commit(start, peer);
            }
        }
        match reply.progress {
            Progress::Going => {}
            // An association gives its keys once: counters that began anew under them would repeat nonces.
            Progress::Keys(_) if leg.state != State::Connecting || leg.keys.is_some() => {}
            Progress::Keys(material) => {
                leg.keys = Keys::new(&material);
                leg.heard = now;
                self.connected(index, now, out);
            }
            Progress::Closed => self.lose(reply.key.leg, "closed by the page", out),
            Progress::Failed(reason) => self.lose(reply.key.leg, reason, out),
        }
    }

    /// A page has its keys and a way: from now on it is sent what it shows.
    fn connected(&mut self, index: usize, now: Instant, out: &mut Output) {
        let leg = &mut self.legs[index];
        leg.state = State::Connected;
        out.events.push(Event::Connected { leg: leg.key });
        self.allocate_for(index, now);
    }

    fn rtp(&mut self, index: usize, bytes: &mut [u8], now: Instant, out: &mut Output) {
        let Some(leg) = self.legs.get_mut(index) else {
            return;
        };
        let extensions = leg.facts.extensions;
        let (Some(header), State::Connected) = (Header::parse(bytes, &extensions), leg.state) else {
            self.counters.dropped_malformed += 1;
            return;
        };
        let Some(keys) = &mut leg.keys else { return };
        let opened = keys
            .opener
            .open_rtp(bytes, header.bytes, header.ssrc, header.sequence);
        let length = match opened {
            Ok((_, length)) => length,
            Err(refused) => {
                self.refuse(refused);
                return;
            }
        };
        leg.heard = now;
        if let Some(sequence) = header.transport_sequence {
            leg.arrivals.record(sequence, now);
        }
        let (types, room) = (leg.facts.payload_types, leg.room);
        let rid = if header.rid.is_empty() {
            header.repaired_rid.clone()
        } else {
            header.rid.clone()
        };
        let stream = leg.stream_of(header.ssrc, &bytes[header.mid.clone()], &bytes[rid]);
        let payload = &bytes[header.bytes..header.bytes + length];
        let (Some(stream), Some(payload)) = (stream, unpadded(payload, header.padded)) else {
            self.counters.dropped_malformed += 1;
            return;
        };
        let Some(source) = self.sources.get_mut(stream.source) else {
            return;
        };
        let muted = source.muted;
        let picture = source.is_picture();
        let Some(layer) = source.layers.get_mut(stream.layer) else {
            return;
        };
        // Which codec of pictures it is, and whether it came as a repeat.
        let codec = types.pictures.of(header.payload_type).filter(|_| picture);
        let mut redundant = None;
        if !picture && Some(header.payload_type) == types.red {
            redundant = Redundant::parse(payload, types.opus);
            if redundant.is_none() {
                self.counters.dropped_malformed += 1;
                return;
            }
        }
        let plain = match codec {
            Some((_, repeat)) => !repeat,
            None => !picture && header.payload_type == types.opus,
        };
        let (sequence, payload, repaired) = if plain || redundant.is_some() {
            match layer.begins(header.ssrc, now) {
                Begins::Anew => {
                    let number = stream.layer;
                    each_slot(&mut self.legs, source, |slot| slot.forget(number));
                    if let Some(room) = self.rooms.get(&room) {
                        let letter = Letter::Anew(source.name, number);
                        room.peers.iter().for_each(|peer| out.tell(*peer, letter.clone()));
                    }
                }
                Begins::Known => {}
                Begins::Not => {
                    self.counters.dropped_malformed += 1;
                    return;
                }
            }
            (
                header.sequence,
                redundant.as_ref().map_or(payload, |r| r.payload),
                false,
            )
        } else if codec.is_some() {
            // Without an original sequence number it is a probe of the page's bandwidth estimation.
            let Some((original, payload)) = payload.split_first_chunk::<2>() else {
                return;
            };
            if payload.is_empty() {
                return;
            }
            (u16::from_be_bytes(*original), payload, true)
        } else {
            self.counters.dropped_malformed += 1;
            return;
        };
        let Some(layer) = source.layers.get_mut(stream.layer) else {
            return;
        };
        if let Some(redundant) = &redundant {
            layer.recover(&header, redundant, muted, now);
        }
        let content = Content {
            payload,
            dependency: &bytes[header.dependency.clone()],
        };
        let content = (codec.map(|(codec, _)| codec), content);
        match layer.take(&header, (sequence, repaired), content, muted, now) {
            Taken::Ignored => self.counters.dropped_replayed += 1,
            Taken::Stored { started } => {
                let ready = (stream.source, stream.layer);
                if !layer.pending.is_empty() && !self.ready.contains(&ready) {
                    self.ready.push(ready);
                }
                if !muted && !picture {
                    source.voice.hear(header.audio_level, header.timestamp, now);
                    let screen = source.key.kind == SourceKind::ScreenAudio;
                    if source.voice.list(screen, now)
                        && let Some(room) = self.rooms.get_mut(&room)
                    {
                        room.order.heard_now(stream.source);
                    }
                }
                if started {
                    self.source_started(stream.source, now, out);
                }
            }
        }
    }

    /// An encoding of a source (re)starts.
    fn source_started(&mut self, index: usize, now: Instant, out: &mut Output) {
        let source = &self.sources[index];
        out.events.push(Event::SourceStarted { source: source.key });
        if source.is_picture() {
            let legs: Vec<usize> = source.subscribers.iter().map(|s| s.leg).collect();
            for leg in legs {
                self.allocate_for(leg, now);
            }
        } else {
            let (room, name) = (source.room, source.name);
            if let Some(state) = self.rooms.get_mut(&room) {
                state
                    .peers
                    .iter()
                    .for_each(|peer| out.tell(*peer, Letter::Started(name)));
                self.add_voice(room, index, out);
            }
        }
    }

    fn refuse(&mut self, refused: Refused) {
        match refused {
            Refused::Malformed | Refused::TooManyStreams => self.counters.dropped_malformed += 1,
            Refused::Replayed => self.counters.dropped_replayed += 1,
            Refused::NotAuthentic => self.counters.dropped_not_authentic += 1,
        }
    }

    fn rtcp(&mut self, index: usize, bytes: &mut [u8], now: Instant, out: &mut Output) {
        let Some(leg) = self.legs.get_mut(index) else {
            return;
        };
        let (Some(keys), State::Connected) = (&mut leg.keys, leg.state) else {
            return;
        };
        match keys.opener.open_rtcp(bytes) {
            Ok(length) => {
                leg.heard = now;
                self.reports(index, &bytes[..length], now, out);
            }
            Err(refused) => self.refuse(refused),
        }
    }
}

/// The payload without padding (RFC 3550 §5.1); `None` if the padding is longer than the payload.
fn unpadded(payload: &[u8], padded: bool) -> Option<&[u8]> {
    if !padded {
        return Some(payload);
    }
    let count = usize::from(*payload.last()?);
    payload.get(..payload.len().checked_sub(count.max(1))?)
}
