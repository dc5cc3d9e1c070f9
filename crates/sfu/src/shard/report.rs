//! RTCP in both directions: what pages report is acted on, what they need to know is written.

use std::time::{Duration, Instant};

use super::Shard;
use super::timers::Share;
use crate::clock::{fixed, ticks};
use crate::output::Output;
use crate::rtcp::{self, Report, SenderInfo};
use crate::source::Publisher;

/// Retransmissions for one NACK block at most leave together with the packets named in it.
const BLOCK: u16 = 16;

/// A report further off than this (32.32 fixed-point seconds) is of a clock that was set meanwhile.
const SAME_CLOCK: u64 = 10 << 32;

/// Bits a second that a page may send if it does not number its packets transport-wide.
const ALLOWANCE: u32 = 2_500_000;

impl Shard {
    /// Acts on a compound packet of a leg.
    pub(super) fn reports(&mut self, index: usize, compound: &[u8], now: Instant, out: &mut Output) {
        rtcp::read(compound, |report| match report {
            Report::Sender(info) => self.sender_reported(index, info, now),
            Report::Nack { ssrc, first, more } => {
                self.repeat(index, ssrc, first, now, out);
                for bit in (0..BLOCK).filter(|bit| more >> bit & 1 == 1) {
                    self.repeat(index, ssrc, first.wrapping_add(bit + 1), now, out);
                }
            }
            Report::Keyframe { ssrc } => {
                let slots = self.legs[index].video_slots.iter();
                let shown = slots
                    .filter(|slot| slot.ssrc == ssrc)
                    .find_map(|slot| Some((slot.source?, slot.layer().or(slot.target())?)));
                if let Some((source, layer)) = shown
                    && let Some(source) = self.sources.get_mut(source)
                    && let Some(layer) = source.layers.get_mut(layer)
                {
                    layer.keyframes.want();
                }
            }
            Report::TransportFeedback(feedback) => self.legs[index].congestion.feedback(&feedback, now),
        });
    }

    fn sender_reported(&mut self, index: usize, info: SenderInfo, now: Instant) {
        // Who has no clock says zero (RFC 3550 §6.4.1), as some do who have not sent yet.
        if info.ntp == 0 {
            return;
        }
        let leg = &mut self.legs[index];
        let offset = self.clock.ntp(now).wrapping_sub(info.ntp) as i64;
        leg.ntp_offset = Some(match leg.ntp_offset {
            // The report that was under way for the shortest time is the nearest to the truth.
            Some(old) if offset.wrapping_sub(old).unsigned_abs() < SAME_CLOCK => {
                old.wrapping_add(offset.wrapping_sub(old).min(0))
            }
            _ => offset,
        });
        for at in &leg.sources {
            let layers = self.sources.get_mut(*at).map(|source| &mut source.layers);
            for layer in layers.into_iter().flatten() {
                if layer.ssrc == Some(info.ssrc) {
                    layer.report = Some((info, now));
                }
            }
        }
    }

    fn repeat(&mut self, index: usize, ssrc: u32, sequence: u16, now: Instant, out: &mut Output) {
        let stamp = self.stamp(now);
        let leg = &mut self.legs[index];
        let Some(at) = leg.video_slots.iter().position(|slot| slot.ssrc == ssrc) else {
            return;
        };
        let Some(source) = leg.video_slots[at].source.and_then(|at| self.sources.get(at)) else {
            return;
        };
        if !source.muted && leg.repeat(at, sequence, source, stamp, out) {
            self.counters.packets_repeated += 1;
        }
    }

    /// Receiver reports to publishers, sender reports to subscribers.
    pub(super) fn write_reports(&mut self, share: Share, now: Instant, out: &mut Output) {
        let Self {
            legs,
            sources,
            clock,
            receptions,
            offsets,
            ..
        } = self;
        offsets.clear();
        offsets.extend(legs.iter().filter_map(|(at, leg)| Some((at, leg.ntp_offset?))));
        for index in share.below(legs.capacity()) {
            let Some(leg) = legs.get_mut(index).filter(|leg| leg.peer().is_some()) else {
                continue;
            };
            receptions.clear();
            for source in &leg.sources {
                let layers = sources.get_mut(*source).map(|source| &mut source.layers);
                for layer in layers.into_iter().flatten() {
                    let report = layer.report;
                    let block = layer.ssrc.and_then(|ssrc| layer.stats.report(ssrc));
                    receptions.extend(block.map(|mut block| {
                        if let Some((info, at)) = report {
                            block.last_sender_report = (info.ntp >> 16) as u32;
                            block.delay = (fixed(now.duration_since(at)) >> 16) as u32;
                        }
                        block
                    }));
                }
            }
            let start = out.bytes.len();
            if !receptions.is_empty() {
                rtcp::receiver_report(receptions, &mut out.bytes);
                if leg.facts.extensions.transport_cc.is_none() {
                    let streams = receptions.iter().map(|block| block.ssrc);
                    rtcp::allowance(ALLOWANCE, streams, &mut out.bytes);
                }
            }
            for slot in leg.audio_slots.iter().chain(leg.used()) {
                let Some(source) = slot.source.and_then(|at| sources.get(at)) else {
                    continue;
                };
                let offset = match &source.publisher {
                    Publisher::Here(leg) => offsets.get(leg).copied(),
                    Publisher::There(far) => far.ntp_offset,
                };
                let offset = offset.unwrap_or(0);
                if slot.sent.0 == 0 {
                    continue;
                }
                // The media time of this moment at the publisher, from his own report if there is one.
                let Some(layer) = slot.layer().and_then(|at| source.layers.get(at)) else {
                    continue;
                };
                let Some(packet) = layer.ring.highest().and_then(|last| layer.ring.get(last)) else {
                    continue;
                };
                let (timestamp, since) = match layer.report {
                    Some((info, _)) => (info.rtp, since_report(clock.ntp(now), info.ntp, offset)),
                    None => (packet.timestamp, now.duration_since(packet.arrived)),
                };
                let timestamp = timestamp.wrapping_add(ticks(since, source.clock_rate()));
                if let Some(rtp) = slot.map_timestamp(timestamp) {
                    let info = SenderInfo {
                        ssrc: slot.ssrc,
                        ntp: clock.ntp(now),
                        rtp,
                    };
                    rtcp::sender_report(info, slot.sent.0, slot.sent.1, &mut out.bytes);
                }
                // A compound packet has to fit a datagram.
                if out.bytes.len() - start > 1000 {
                    break;
                }
            }
            leg.send_rtcp(start, out);
        }
    }

    /// Transport-wide feedback to publishers.
    pub(super) fn write_feedback(&mut self, share: Share, out: &mut Output) {
        let epoch = self.clock.epoch();
        for index in share.below(self.legs.capacity()) {
            let Some(leg) = self.legs.get_mut(index) else {
                continue;
            };
            let media = leg.streams.first().map_or(0, |stream| stream.ssrc);
            let start = out.bytes.len();
            leg.arrivals.feedback(epoch, media, &mut out.bytes);
            leg.send_rtcp(start, out);
        }
    }
}

/// Time since the moment of a sender report, on our clock: the publisher's clock is taken to be `offset`
/// behind ours, the same for his sound and his pictures, so that they stay in step.
fn since_report(ntp: u64, reported: u64, offset: i64) -> Duration {
    let since = (ntp.wrapping_sub(reported) as i64).wrapping_sub(offset);
    Duration::from_micros(((since.max(0) as u128 * 1_000_000) >> 32) as u64)
}
