//! Pictures of every codec: who gets them by which number, and what happens when a page changes its codec.

use std::time::Duration;

use sfu::api::{LegFacts, PictureType, VideoCodec};

use super::wire::Sent;
use super::world::{AV1, H264, RTX, STEP, VP8, VP9, World, camera, facts, pictures, ssrcs, video_slot};

const FRAME: Duration = Duration::from_millis(33);

fn payload_type(codec: VideoCodec) -> u8 {
    match codec {
        VideoCodec::Vp8 => VP8,
        VideoCodec::Vp9 => VP9,
        VideoCodec::Av1 => AV1,
        VideoCodec::H264 => H264,
    }
}

/// What a picture of one packet looks like; its last byte is its number.
fn payload(codec: VideoCodec, number: u64, keyframe: bool) -> Vec<u8> {
    let n = number as u8;
    match codec {
        VideoCodec::Vp8 => vec![0x90, 0xC0, 0x81, n, n, u8::from(!keyframe), n],
        VideoCodec::Vp9 => vec![0xAC | u8::from(!keyframe) << 6, 0x82, n, 0x10, n, 0, n],
        VideoCodec::Av1 => vec![0x10 | u8::from(keyframe) << 3, 0x32, n],
        VideoCodec::H264 if keyframe => vec![0x78, 0, 4, 0x67, 0x42, 0xE0, 0x1F, 0, 2, 0x65, n],
        VideoCodec::H264 => vec![0x41, 0x9A, n],
    }
}

/// A page's camera makes a picture.
fn send(world: &mut World, leg: u64, codec: VideoCodec, number: u64, keyframe: bool) {
    let payload = payload(codec, number, keyframe);
    let mut packet = Sent::new(ssrcs(leg).1, payload_type(codec), number, payload);
    packet.timestamp = number as u32 * 3000;
    packet.marker = true;
    world.rtp(leg, &packet);
    world.advance(FRAME);
}

/// Somebody who numbers codecs in his own way, one after the other from 100 on.
fn stranger(codecs: &[VideoCodec]) -> LegFacts {
    let mut facts = facts(2, 3);
    facts.payload_types.pictures = codecs.iter().fold(pictures(&[]), |types, codec| {
        let media = 100 + 2 * *codec as u8;
        let numbers = PictureType {
            media,
            rtx: Some(media + 1),
            received: true,
        };
        types.with(*codec, numbers)
    });
    facts
}

/// One who sends, and one who looks and takes these codecs.
fn room(codecs: &[VideoCodec]) -> World {
    let mut world = World::new();
    world.join(1, 3);
    world.join_facts(2, stranger(codecs));
    world.show(2, 0, Some(camera(1)));
    world
}

/// Payload type and number of every picture that came.
fn seen(world: &mut World) -> Vec<(u8, u8)> {
    let stream = world.peer(2).stream(video_slot(2, 0));
    let seen = stream
        .iter()
        .map(|p| (p.payload_type, *p.payload.last().expect("not empty")));
    seen.collect()
}

#[test]
fn every_codec_goes_out_by_the_subscriber_s_own_number_and_is_repeated() {
    for codec in VideoCodec::ALL {
        let mut world = room(&VideoCodec::ALL);
        for number in 1..=4 {
            send(&mut world, 1, codec, number, number == 2);
        }
        let media = 100 + 2 * codec as u8;
        let expected = [(media, 2), (media, 3), (media, 4)];
        assert_eq!(seen(&mut world), expected, "{codec:?} from its keyframe on");
        let lost = world.peer(2).stream(video_slot(2, 0))[1].clone();
        world.nack(2, video_slot(2, 0), lost.sequence);
        let repeats = world.peer(2).stream(video_slot(2, 0) + 1);
        assert_eq!(repeats[0].payload_type, media + 1, "{codec:?}");
        assert_eq!(repeats[0].payload[2..], lost.payload);
    }
}

#[test]
fn what_the_publisher_repeats_is_of_the_codec_that_its_number_says() {
    let mut world = room(&VideoCodec::ALL);
    send(&mut world, 1, VideoCodec::H264, 1, true);
    send(&mut world, 1, VideoCodec::H264, 3, false);
    let original = [vec![0, 2], payload(VideoCodec::H264, 2, false)].concat();
    world.rtp(1, &Sent::new(ssrcs(1).2, H264 + 1, 9, original));
    world.advance(STEP);
    let media = 100 + 2 * VideoCodec::H264 as u8;
    assert_eq!(seen(&mut world), [(media, 1), (media, 3), (media, 2)]);
    let stream = world.peer(2).stream(video_slot(2, 0));
    assert_eq!(stream[2].sequence, stream[0].sequence.wrapping_add(1));
}

#[test]
fn what_a_page_cannot_show_is_neither_sent_nor_asked_for() {
    let mut world = room(&[VideoCodec::Vp8]);
    for number in 1..=60 {
        send(&mut world, 1, VideoCodec::Av1, number, number == 1);
    }
    assert_eq!(seen(&mut world), []);
    let asked = world.peer(1).picture_requests(ssrcs(1).1);
    assert!(asked <= 1, "before anything was known of it: {asked}");
    // The publisher hears of it and changes its codec.
    for number in 61..=70 {
        send(&mut world, 1, VideoCodec::Vp8, number, number == 61);
    }
    let seen = seen(&mut world);
    assert_eq!(
        seen.first(),
        Some(&(100, 61)),
        "the keyframe itself, although it was not waited for"
    );
    assert_eq!(seen.len(), 10);
}

#[test]
fn a_change_of_codec_is_a_keyframe_like_any_other() {
    let mut world = room(&VideoCodec::ALL);
    let mut number = 0;
    for codec in [
        VideoCodec::Vp8,
        VideoCodec::Vp9,
        VideoCodec::H264,
        VideoCodec::Av1,
        VideoCodec::Vp9,
    ] {
        // What is not a keyframe yet cannot be shown.
        for keyframe in [false, true, false, false] {
            number += 1;
            send(&mut world, 1, codec, number, keyframe);
        }
    }
    let stream = world.peer(2).stream(video_slot(2, 0));
    assert_eq!(stream.len(), 15);
    for pair in stream.windows(2) {
        assert_eq!(pair[1].sequence, pair[0].sequence.wrapping_add(1));
        let ticks = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        assert!([3000, 6000].contains(&ticks), "{ticks}");
    }
    let types: Vec<u8> = stream.iter().map(|packet| packet.payload_type).collect();
    assert_eq!(
        types,
        [
            100, 100, 100, 102, 102, 102, 106, 106, 106, 104, 104, 104, 102, 102, 102
        ]
    );
}

#[test]
fn packets_of_the_old_codec_that_come_late_do_no_harm() {
    let mut world = room(&VideoCodec::ALL);
    send(&mut world, 1, VideoCodec::Vp8, 1, true);
    send(&mut world, 1, VideoCodec::Vp9, 4, true);
    send(&mut world, 1, VideoCodec::Vp8, 2, true);
    send(&mut world, 1, VideoCodec::Vp8, 3, false);
    send(&mut world, 1, VideoCodec::Vp9, 5, false);
    assert_eq!(seen(&mut world), [(100, 1), (102, 4), (102, 5)]);
}

#[test]
fn a_payload_type_that_was_not_offered_is_dropped() {
    let mut world = room(&VideoCodec::ALL);
    let dropped = world.count(|counters| counters.dropped_malformed);
    world.rtp(1, &Sent::new(ssrcs(1).1, 77, 1, vec![0x10, 0, 0, 0]));
    world.rtp(1, &Sent::new(ssrcs(1).1, RTX, 2, vec![0]));
    assert_eq!(world.count(|counters| counters.dropped_malformed), dropped + 1);
}
