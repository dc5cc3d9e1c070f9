//! Which encoding every slot gets, and which encodings publishers need to send.

use std::time::{Duration, Instant};

use arrayvec::ArrayVec;

use super::Shard;
use crate::allocation::{Ladder, Rank, Request, Rung, allocate};
use crate::api::{Event, LegKey, PictureTypes};
use crate::leg::State;
use crate::output::Output;
use crate::slot::{HIGHEST_SPATIAL, HIGHEST_TEMPORAL, Slot};
use crate::source::{Source, Subscriber};

/// Bits a second kept free for each voice: Opus with its headers.
const VOICE: u64 = 50_000;
/// And for each repeat of a voice, which needs no headers of its own.
const REPEAT: u64 = 34_000;
/// Sound and its repeats may take one part in so many of what gets through.
const SOUND: u64 = 2;
/// More than the best is wanted, so that it can be had with room to spare; in percent.
const HEADROOM: u64 = 30;
/// Headers, seals and a few retransmissions on top of the payload, in percent; more where more is lost.
const OVERHEAD: u64 = 10;
/// A picture may be shown this much taller than it is, in percent.
const STRETCH: u32 = 25;
/// Among equals so many who spoke last come before the others.
const SPEAKERS: usize = 8;
/// What an encoding is taken to cost before it was measured, the smallest first; bits a second. A single
/// one is as large as the largest.
const NOMINAL: [u64; 3] = [150_000, 500_000, 1_500_000];
/// Fewer encodings are demanded only after this time, so that a change of layout does not stop them.
const PATIENCE: Duration = Duration::from_secs(3);

impl Shard {
    /// Chooses anew for one subscriber.
    pub(super) fn allocate_for(&mut self, index: usize, now: Instant) {
        let Self {
            legs,
            sources,
            rooms,
            paced,
            counters,
            requests,
            ..
        } = self;
        let Some(leg) = legs.get_mut(index) else { return };
        // No keyframe is asked for and no group replayed for a page that nothing can be sent to.
        let reached = leg.peer().is_some();
        let speech = rooms
            .get(&leg.room)
            .into_iter()
            .flat_map(|room| room.order.by_speech());
        let speakers = speech.filter_map(|voice| Some(sources.get(voice)?.key.leg));
        let speakers: ArrayVec<LegKey, SPEAKERS> = speakers.take(SPEAKERS).collect();
        let voices = leg.audio_slots.iter().filter(|slot| slot.source.is_some());
        let voices = voices.count() as u64;
        let target = leg.congestion.target();
        let left = (target / SOUND).saturating_sub(VOICE * voices);
        let affordable = left / (REPEAT * voices.max(1));
        leg.redundancy
            .choose(leg.congestion.loss(), affordable as usize, now);
        let reserved = voices * (VOICE + REPEAT * leg.redundancy.repeats() as u64);
        let target = target.saturating_sub(reserved);
        let budget = leg.is_estimated(now).then_some(target);
        let overhead = OVERHEAD + (leg.congestion.loss() * 100.0) as u64;
        requests.clear();
        for (at, slot) in leg.used().iter().enumerate() {
            if let Some(source) = slot.source.and_then(|source| sources.get(source)) {
                let quiet = speakers.iter().position(|speaker| *speaker == source.key.leg);
                let place = (at, quiet.unwrap_or(SPEAKERS));
                requests.push(request(
                    place,
                    slot,
                    source,
                    &leg.facts.payload_types.pictures,
                    overhead,
                    now,
                ));
            }
        }
        let severe = match budget {
            Some(budget) => {
                let queue = leg.congestion.has_queue(now);
                leg.patience.allocate((budget, queue), requests, now)
            }
            None => {
                allocate(None, requests);
                false
            }
        };
        let best = requests.iter().filter_map(|request| request.ladder.last());
        let best: u64 = best.map(|rung| rung.bits).sum();
        leg.congestion.want(best + best * HEADROOM / 100 + reserved);
        for request in requests.iter() {
            let at = request.slot;
            // Where much less can be sent, the larger encoding does not go on until the smaller one begins.
            if severe && request.gets < request.has {
                let layer = |rung: Option<usize>| rung.and_then(|at| Some(request.ladder.get(at)?.layer));
                if layer(request.gets) != layer(request.has) {
                    leg.cut(at);
                }
            }
            let slot = &mut leg.video_slots[at];
            match request.gets.and_then(|rung| request.ladder.get(rung)) {
                Some(rung) => slot.aim(Some(rung.layer), (rung.spatial, rung.temporal)),
                // Nothing is known of it yet: whatever comes first is taken.
                None if request.ladder.is_empty() && request.shown => {
                    slot.aim(Some(0), (slot.spatial(), HIGHEST_TEMPORAL));
                }
                None => slot.aim(None, (0, 0)),
            }
            let subscriber = Subscriber { leg: index, slot: at };
            let Some(number) = slot.source else { continue };
            let Some(source) = sources.get_mut(number) else {
                continue;
            };
            source.list(subscriber, |layer| slot.takes(layer));
            let waits = slot.waits_for().filter(|_| !source.muted && reached);
            let fresh = slot.is_fresh();
            let Some((waits, layer)) = waits.and_then(|at| Some((at, source.layers.get_mut(at)?))) else {
                continue;
            };
            if fresh && leg.is_waiting(at, number) {
                continue;
            }
            let group = layer.last_group(leg.for_a_group(now), now).filter(|_| fresh);
            match group {
                Some(packets) => {
                    packets.for_each(|sequence| leg.wait(at, number, (waits, sequence), now));
                    counters.groups_replayed += 1;
                    if !paced.contains(&index) {
                        paced.push(index);
                    }
                }
                // One that waits for the flush begins what carried nothing so far.
                None if fresh && layer.has_pending_keyframe() => {}
                None => layer.keyframes.want(),
            }
        }
    }

    /// Tells publishers which sizes of their pictures somebody shows, where that changed.
    pub(super) fn demand(&mut self, now: Instant, out: &mut Output) {
        let Self { legs, sources, .. } = self;
        for (_, source) in sources.iter_mut().filter(|(_, source)| source.is_picture()) {
            let publisher = source.leg().and_then(|leg| legs.get(leg));
            if publisher.is_none_or(|leg| leg.state != State::Connected) {
                continue;
            }
            let heights = source.subscribers.iter().filter_map(|subscriber| {
                let leg = legs.get(subscriber.leg).filter(|leg| leg.is_here())?;
                Some(leg.video_slots.get(subscriber.slot)?.height)
            });
            let elsewhere = source.takers.iter().filter_map(|taker| taker.interest.height);
            let wanted = heights
                .chain(elsewhere)
                .map(|height| sizes(source, best(source, height)))
                .max();
            let wanted = wanted.unwrap_or(0);
            let told = source.demand;
            if told
                .is_some_and(|(told, since)| wanted < told && now.saturating_duration_since(since) < PATIENCE)
            {
                continue;
            }
            source.demand = Some((wanted, now));
            if told.is_none_or(|(told, _)| told != wanted) {
                out.events.push(Event::Demand {
                    source: source.key,
                    layers: wanted,
                });
            }
        }
    }
}

/// The smallest encoding and spatial layer of it that fill this height, or the largest.
fn best(source: &Source, height: u32) -> (usize, u8) {
    let fills = |own: u16| u32::from(own) * (100 + STRETCH) / 100 >= height;
    let layers = source.layers.iter().enumerate();
    let mut all =
        layers.flat_map(|(at, layer)| layer.heights().map(move |(spatial, own)| (at, spatial, own)));
    let found = all.find(|(_, _, own)| fills(*own));
    let largest = (source.layers.len().saturating_sub(1), HIGHEST_SPATIAL);
    found.map_or(largest, |(at, spatial, _)| (at, spatial))
}

/// How many sizes of a picture are needed for one of them: encodings, or spatial layers where these are its sizes. Of a
/// small picture browsers leave out the smallest layers, so these are counted from the largest down.
fn sizes(source: &Source, (encoding, spatial): (usize, u8)) -> usize {
    let all = source.layers.len();
    let known = source
        .layers
        .get(encoding)
        .map_or(0, |layer| layer.heights().count());
    if known < 2 {
        return (1 + encoding).min(all);
    }
    let unneeded = known.saturating_sub(1 + usize::from(spatial));
    all.saturating_sub(unneeded).max(1)
}

/// What a slot may get: the encodings that are sent at present and that its page can show, up to the best one for
/// its height, with fewer or more spatial and temporal layers, each dearer than the one before. `overhead` comes on top
/// of every picture, in percent.
fn request(
    (number, quiet): (usize, usize),
    slot: &Slot,
    source: &Source,
    types: &PictureTypes,
    overhead: u64,
    now: Instant,
) -> Request {
    let best = best(source, slot.height);
    let mut ladder = Ladder::new();
    for (at, layer) in source.layers.iter().enumerate() {
        if !layer.is_alive(now) || !layer.suits(types) {
            continue;
        }
        let steps = layer
            .spatial_alive(now)
            .next_back()
            .map_or(1, |top| usize::from(top) + 1);
        let steps = steps.max(source.layers.len());
        for spatial in layer.spatial_alive(now) {
            // If only larger ones are sent, the smallest of these.
            if (at, spatial) > best && !ladder.is_empty() {
                break;
            }
            // Few pictures a second are worse than small ones: only the smallest goes down to these.
            let lowest = if ladder.is_empty() {
                0
            } else {
                layer.rate.highest().min(1)
            };
            for temporal in lowest..=layer.rate.highest() {
                let known = layer.rate.up_to(spatial, temporal);
                let bits = if known == 0 {
                    let step = (NOMINAL.len() + at + usize::from(spatial)).saturating_sub(steps);
                    NOMINAL[step.min(NOMINAL.len() - 1)]
                } else {
                    known + known * overhead / 100
                };
                let dearer = ladder.last().is_none_or(|below: &Rung| below.bits < bits);
                if dearer && !ladder.is_full() {
                    ladder.push(Rung {
                        layer: at,
                        spatial,
                        temporal,
                        bits,
                    });
                }
            }
        }
    }
    // All temporal layers there may ever be, where the encoding goes out whole.
    for at in 0..ladder.len() {
        let size = (ladder[at].layer, ladder[at].spatial);
        let whole = ladder
            .get(at + 1)
            .is_none_or(|next| (next.layer, next.spatial) != size);
        if whole {
            ladder[at].temporal = HIGHEST_TEMPORAL;
        }
    }
    let (spatial, temporal) = slot.passes_up_to();
    let has = ladder.iter().rposition(|rung| {
        let smaller = rung.spatial < spatial || (rung.spatial == spatial && rung.temporal <= temporal);
        Some(rung.layer) == slot.layer() && smaller
    });
    Request {
        slot: number,
        quiet,
        rank: Rank {
            on_stage: slot.on_stage,
            height: slot.height,
        },
        shown: source.layers.iter().any(|layer| layer.suits(types)),
        ladder,
        has,
        gets: None,
    }
}
