//! A camera with three encodings: who gets which, how they change, and what is left out.

use std::time::Duration;

use sfu::api::{Command, Event, LegKey};

use super::wire::Sent;
use super::world::{VP8, World, camera, video_slot};

const FRAME: Duration = Duration::from_millis(33);
/// Media ticks of a frame.
const TICKS: u32 = 2970;

/// A camera with encodings `q`, `h` and `f`, told apart by their rid alone.
pub(crate) struct Camera {
    leg: u64,
    frame: u64,
    /// Encodings that make a keyframe next.
    keyframes: [bool; 3],
    requests: [usize; 3],
    /// Packets sent of each encoding.
    sent: [u64; 3],
    picture_ids: [u16; 3],
}

fn ssrc(leg: u64, layer: usize) -> u32 {
    5_000_000 + leg as u32 * 10 + layer as u32
}

impl Camera {
    pub(crate) fn new(leg: u64) -> Self {
        Self {
            leg,
            frame: 0,
            keyframes: [true; 3],
            requests: [0; 3],
            sent: [100, 60_000, 30_000],
            picture_ids: [10, 5000, 32_000],
        }
    }

    /// One frame of the encodings in `layers`, each of as many packets as its place; three temporal layers.
    fn frame(&mut self, world: &mut World, layers: &[usize]) {
        for layer in 0..3 {
            let requests = world.peer(self.leg).picture_requests(ssrc(self.leg, layer));
            if requests > self.requests[layer] {
                self.requests[layer] = requests;
                self.keyframes[layer] = true;
            }
        }
        for layer in layers.iter().copied() {
            let keyframe = std::mem::take(&mut self.keyframes[layer]);
            let temporal = [0, 2, 1, 2][self.frame as usize % 4];
            let temporal = if keyframe { 0 } else { temporal };
            let id = self.picture_ids[layer];
            self.picture_ids[layer] = (id + 1) & 0x7FFF;
            for part in 0..=layer {
                let mut payload = vec![if part == 0 { 0x90 } else { 0x80 }, 0xE0];
                payload.extend_from_slice(&(id | 0x8000).to_be_bytes());
                payload.extend_from_slice(&[self.frame as u8, temporal << 6 | 0x20, u8::from(!keyframe)]);
                if keyframe && part == 0 {
                    let height = [180u16, 360, 720][layer].to_le_bytes();
                    payload.extend_from_slice(&[0, 0, 0x9D, 0x01, 0x2A, 0, 0, height[0], height[1]]);
                }
                payload.resize([200, 500, 800][layer], layer as u8);
                let mut packet = Sent::new(ssrc(self.leg, layer), VP8, self.sent[layer], payload);
                self.sent[layer] += 1;
                // Every encoding's media time begins anywhere.
                packet.timestamp = (self.frame as u32 * TICKS).wrapping_add(0x7000_0000 * layer as u32);
                packet.marker = part == layer;
                packet.mid = Some(b'1');
                packet.rid = Some(b"qhf"[layer]);
                world.rtp(self.leg, &packet);
            }
            if self.frame.is_multiple_of(15) {
                let mut report = vec![0x80, 200, 0, 6];
                report.extend_from_slice(&ssrc(self.leg, layer).to_be_bytes());
                let ntp = (self.frame * 33) << 32;
                report.extend_from_slice(&(ntp / 1000).to_be_bytes());
                let rtp = (self.frame as u32 * TICKS).wrapping_add(0x7000_0000 * layer as u32);
                report.extend_from_slice(&rtp.to_be_bytes());
                report.extend_from_slice(&[0; 8]);
                world.report(self.leg, report);
            }
        }
        self.frame += 1;
        world.advance(FRAME);
    }

    pub(crate) fn frames(&mut self, world: &mut World, count: usize) {
        (0..count).for_each(|_| self.frame(world, &[0, 1, 2]));
    }
}

fn room() -> (World, Camera) {
    let mut world = World::new();
    world.join_with(1, 3, &["q", "h", "f"]);
    world.join(2, 3);
    world.events.clear();
    (world, Camera::new(1))
}

fn show(world: &mut World, height: u32) {
    world.command(Command::Show {
        leg: LegKey(2),
        slot: 0,
        source: Some(camera(1)),
        height,
        on_stage: false,
    });
}

/// The encodings that arrived, in order, without repeats.
fn layers(world: &mut World) -> Vec<u8> {
    let stream = world.peer(2).stream(video_slot(2, 0));
    let mut layers: Vec<u8> = stream.iter().map(|p| p.payload[p.payload.len() - 1]).collect();
    layers.dedup();
    layers
}

fn picture_id(payload: &[u8]) -> u16 {
    u16::from_be_bytes([payload[2], payload[3]]) & 0x7FFF
}

#[test]
fn the_smallest_encoding_that_fills_the_tile_is_sent_and_follows_its_height() {
    for (height, layer) in [(160, 0), (220, 0), (300, 1), (720, 2), (2160, 2)] {
        let (mut world, mut camera) = room();
        show(&mut world, height);
        camera.frames(&mut world, 20);
        assert_eq!(layers(&mut world).last(), Some(&layer), "at {height} px");
    }
}

#[test]
fn a_switch_leaves_no_seam_in_numbers_times_or_picture_ids() {
    let (mut world, mut camera) = room();
    show(&mut world, 180);
    camera.frames(&mut world, 40);
    show(&mut world, 720);
    camera.frames(&mut world, 40);
    show(&mut world, 360);
    camera.frames(&mut world, 40);
    assert_eq!(layers(&mut world), [0, 2, 1]);
    let stream = world.peer(2).stream(video_slot(2, 0));
    for pair in stream.windows(2) {
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
        let ids = picture_id(&pair[1].payload).wrapping_sub(picture_id(&pair[0].payload)) & 0x7FFF;
        assert_eq!(ids, u16::from(pair[0].marker), "a new picture after each marker");
        let ticks = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        if pair[0].payload.last() == pair[1].payload.last() {
            let expected = if pair[0].marker { TICKS } else { 0 };
            assert!(ticks.abs_diff(expected) <= 2, "{ticks} ticks, not {expected}");
        } else {
            // The same moment a second time, or the next one.
            assert!((1..TICKS + 180).contains(&ticks), "{ticks} ticks at the switch");
        }
    }
}

#[test]
fn until_the_keyframe_comes_the_old_encoding_goes_on() {
    let (mut world, mut camera) = room();
    show(&mut world, 180);
    camera.frames(&mut world, 10);
    show(&mut world, 720);
    let before = world.peer(2).stream(video_slot(2, 0)).len();
    // The publisher is slow: no keyframe for five frames.
    for _ in 0..5 {
        camera.requests = [usize::MAX; 3];
        camera.frame(&mut world, &[0, 1, 2]);
    }
    assert_eq!(layers(&mut world), [0]);
    assert_eq!(world.peer(2).stream(video_slot(2, 0)).len(), before + 5);
    camera.requests = [0; 3];
    camera.frames(&mut world, 20);
    assert_eq!(layers(&mut world), [0, 2]);
}

#[test]
fn packets_from_before_a_switch_can_still_be_repeated() {
    let (mut world, mut camera) = room();
    show(&mut world, 180);
    camera.frames(&mut world, 10);
    show(&mut world, 720);
    camera.frames(&mut world, 20);
    let stream = world.peer(2).stream(video_slot(2, 0));
    let at = stream
        .iter()
        .position(|p| p.payload.last() == Some(&2))
        .expect("switched");
    let (old, new) = (stream[at - 1].clone(), stream[at].clone());
    for lost in [&old, &new] {
        world.nack(2, video_slot(2, 0), lost.sequence);
    }
    let repeats = world.peer(2).stream(video_slot(2, 0) + 1);
    let bodies: Vec<_> = repeats
        .iter()
        .map(|p| (p.timestamp, p.payload[2..].to_vec()))
        .collect();
    assert_eq!(
        bodies,
        [(old.timestamp, old.payload), (new.timestamp, new.payload)]
    );
}

#[test]
fn an_encoding_that_stops_is_replaced_by_the_next_smaller_one_that_is_sent() {
    let (mut world, mut camera) = room();
    show(&mut world, 720);
    camera.frames(&mut world, 20);
    (0..80).for_each(|_| camera.frame(&mut world, &[0, 1]));
    assert_eq!(layers(&mut world).last(), Some(&1));
    camera.frames(&mut world, 20);
    assert_eq!(layers(&mut world).last(), Some(&2));
}

#[test]
fn lost_packets_of_an_encoding_are_repaired_by_its_own_retransmissions() {
    let (mut world, mut camera) = room();
    show(&mut world, 180);
    camera.frames(&mut world, 5);
    // One packet is jumped over, asked for, and comes with an SSRC of its own that only `repaired-rid` names.
    let lost = camera.sent[0];
    let id = camera.picture_ids[0];
    camera.sent[0] += 1;
    camera.picture_ids[0] += 1;
    camera.frames(&mut world, 2);
    assert_eq!(world.peer(1).nacks(ssrc(1, 0)), [lost as u16]);
    let mut payload = (lost as u16).to_be_bytes().to_vec();
    payload.extend_from_slice(&[0x90, 0xE0]);
    payload.extend_from_slice(&(id | 0x8000).to_be_bytes());
    payload.extend_from_slice(&[0, 0, 1, 0]);
    let mut repeat = Sent::new(7_777_777, super::world::RTX, 1, payload);
    repeat.mid = Some(b'1');
    repeat.repaired_rid = Some(b'q');
    world.rtp(1, &repeat);
    camera.frames(&mut world, 2);
    let stream = world.peer(2).stream(video_slot(2, 0));
    let mut numbers: Vec<_> = stream.iter().map(|p| p.sequence).collect();
    numbers.sort_unstable();
    assert!(
        numbers.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "no hole is left"
    );
    assert_eq!(numbers.len(), 10);
}

#[test]
fn the_publisher_hears_how_many_encodings_are_shown() {
    let (mut world, mut camera) = room();
    let demands = |world: &mut World| -> Vec<usize> {
        let found = world.events.iter().filter_map(|event| match event {
            Event::Demand { source, layers } if source.leg == LegKey(1) => Some(*layers),
            _ => None,
        });
        let found = found.collect();
        world.events.clear();
        found
    };
    camera.frames(&mut world, 10);
    assert_eq!(demands(&mut world), [0], "nobody shows it");
    show(&mut world, 720);
    camera.frames(&mut world, 10);
    assert_eq!(demands(&mut world), [3]);
    show(&mut world, 180);
    camera.frames(&mut world, 30);
    assert_eq!(
        demands(&mut world),
        [] as [usize; 0],
        "it may soon be shown large again"
    );
    camera.frames(&mut world, 100);
    assert_eq!(demands(&mut world), [1]);
    show(&mut world, 360);
    camera.frames(&mut world, 10);
    assert_eq!(demands(&mut world), [2], "more is asked for at once");
}

#[test]
fn one_encoding_more_than_is_named_is_not_taken() {
    let (mut world, _) = room();
    show(&mut world, 720);
    let mut packet = Sent::new(9_999, VP8, 1, vec![0x10, 0, 0, 0]);
    packet.mid = Some(b'1');
    packet.rid = Some(b'x');
    world.rtp(1, &packet);
    assert_eq!(world.count(|counters| counters.dropped_malformed), 1);
}

#[test]
fn an_encoding_that_is_not_sent_any_more_is_not_waited_for() {
    let (mut world, mut camera) = room();
    show(&mut world, 720);
    camera.frames(&mut world, 30);
    show(&mut world, 180);
    camera.frames(&mut world, 30);
    // The last packet but one of the largest is lost, and it stops.
    camera.sent[2] += 1;
    camera.frame(&mut world, &[0, 1, 2]);
    let asked = |world: &mut World| world.peer(1).picture_requests(ssrc(1, 2));
    let before = asked(&mut world);
    for _ in 0..120 {
        camera.frame(&mut world, &[0, 1]);
    }
    assert_eq!(asked(&mut world), before);
    assert!(world.peer(1).nacks(ssrc(1, 2)).len() < 10);
}
