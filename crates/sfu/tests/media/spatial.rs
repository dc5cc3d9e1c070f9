//! VP9 that carries three sizes in one stream: who gets how many of them.

use std::time::Duration;

use sfu::api::{Command, Event, LegKey};

use super::wire::Sent;
use super::world::{VP9, World, camera, facts, ssrcs, video_slot};

const FRAME: Duration = Duration::from_millis(33);

/// A camera whose larger pictures are built on the smaller ones in keyframes.
struct Camera {
    packets: u64,
    pictures: u64,
    /// The encoding, if several are announced.
    rid: Option<u8>,
    /// Of the layers, at most three.
    heights: &'static [u16],
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            packets: 0,
            pictures: 0,
            rid: None,
            heights: &[180, 360, 720],
        }
    }
}

impl Camera {
    /// A picture of one packet a layer, whose last byte is the layer.
    fn picture(&mut self, world: &mut World, keyframe: bool) {
        let layers = self.heights.len() as u8;
        for spatial in 0..layers {
            let whole = keyframe && spatial == 0;
            let first = 0xAC | u8::from(!keyframe) << 6 | u8::from(whole) << 1;
            let id = self.pictures as u8;
            let mut payload = vec![
                first,
                0x80,
                id,
                spatial << 1 | u8::from(keyframe && spatial > 0),
                id,
            ];
            if whole {
                payload.push((layers - 1) << 5 | 0x10);
                for height in self.heights {
                    payload.extend_from_slice(&[1, 0]);
                    payload.extend_from_slice(&height.to_be_bytes());
                }
            }
            payload.resize([200, 500, 900][usize::from(spatial)], spatial);
            let mut packet = Sent::new(ssrcs(1).1, VP9, self.packets, payload);
            packet.timestamp = self.pictures as u32 * 3000;
            packet.marker = spatial + 1 == layers;
            (packet.mid, packet.rid) = (self.rid.map(|_| b'1'), self.rid);
            self.packets += 1;
            world.rtp(1, &packet);
        }
        self.pictures += 1;
        world.advance(FRAME);
    }
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

/// Layer and marker of what has come since the last question.
fn came(world: &mut World) -> Vec<(u8, bool)> {
    let stream = world.peer(2).stream(video_slot(2, 0));
    let came = stream
        .iter()
        .map(|p| (*p.payload.last().expect("not empty"), p.marker))
        .collect();
    for pair in stream.windows(2) {
        assert_eq!(
            pair[1].sequence,
            pair[0].sequence.wrapping_add(1),
            "no number is missing"
        );
    }
    came
}

const SMALL: [(u8, bool); 1] = [(0, true)];
const MIDDLE: [(u8, bool); 2] = [(0, false), (1, true)];
const LARGE: [(u8, bool); 3] = [(0, false), (1, false), (2, true)];

#[test]
fn a_larger_picture_comes_with_a_keyframe_and_goes_with_the_next_picture() {
    let mut world = World::room(2);
    let mut camera = Camera::default();
    show(&mut world, 180);
    camera.picture(&mut world, true);
    camera.picture(&mut world, false);
    let mut expected = [SMALL, SMALL].concat();
    assert_eq!(
        came(&mut world),
        expected,
        "every picture ends where it ends for the page"
    );

    let asked = world.peer(1).picture_requests(ssrcs(1).1);
    show(&mut world, 720);
    // Keyframes are asked for twice a second at most.
    (0..20).for_each(|_| camera.picture(&mut world, false));
    assert!(world.peer(1).picture_requests(ssrcs(1).1) > asked);
    camera.picture(&mut world, true);
    camera.picture(&mut world, false);
    expected.extend([&SMALL.repeat(20)[..], &LARGE, &LARGE].concat());
    assert_eq!(came(&mut world), expected);

    show(&mut world, 360);
    camera.picture(&mut world, false);
    show(&mut world, 180);
    camera.picture(&mut world, false);
    expected.extend([&MIDDLE[..], &SMALL].concat());
    assert_eq!(came(&mut world), expected);
}

#[test]
fn a_repeat_ends_its_picture_as_the_first_one_did() {
    let mut world = World::room(2);
    let mut camera = Camera::default();
    show(&mut world, 180);
    camera.picture(&mut world, true);
    camera.picture(&mut world, false);
    let lost = world.peer(2).stream(video_slot(2, 0))[1].clone();
    show(&mut world, 720);
    camera.picture(&mut world, true);
    world.nack(2, video_slot(2, 0), lost.sequence);
    let repeats = world.peer(2).stream(video_slot(2, 0) + 1);
    assert_eq!(
        (repeats[0].marker, &repeats[0].payload[2..]),
        (true, &lost.payload[..])
    );
}

#[test]
fn what_is_left_out_but_comes_late_leaves_no_number_that_a_page_would_wait_for() {
    let mut world = World::room(2);
    let mut camera = Camera::default();
    show(&mut world, 180);
    camera.picture(&mut world, true);
    // The packet of the middle layer is lost on the way to us, and comes after the next picture.
    let lost = camera.packets + 1;
    let packet = |index: u64, spatial: u8| {
        let mut packet = Sent::new(
            ssrcs(1).1,
            VP9,
            index,
            vec![0xEC, 0x80, 1, spatial << 1, 1, spatial],
        );
        packet.timestamp = 3000;
        packet.marker = spatial == 2;
        packet
    };
    world.rtp(1, &packet(lost - 1, 0));
    world.rtp(1, &packet(lost + 1, 2));
    (camera.packets, camera.pictures) = (lost + 2, 2);
    camera.picture(&mut world, false);
    world.rtp(1, &packet(lost, 1));
    world.advance(FRAME);
    let stream = world.peer(2).stream(video_slot(2, 0));
    let mut numbers: Vec<(u16, usize)> = stream.iter().map(|p| (p.sequence, p.payload.len())).collect();
    numbers.sort_unstable();
    assert!(
        numbers.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1),
        "{numbers:?}"
    );
    let lengths: Vec<usize> = numbers.iter().map(|(_, length)| *length).collect();
    assert_eq!(lengths, [200, 6, 0, 200]);
}

#[test]
fn a_publisher_is_told_how_many_of_its_layers_somebody_shows() {
    // Of a small camera browsers leave out the smallest layer.
    let small = [(480, 3), (240, 2), (480, 3)];
    for (heights, cases) in [
        (
            &[180, 360, 720][..],
            &[(720, 3), (180, 1), (360, 2), (720, 3)][..],
        ),
        (&[240, 480], &small),
    ] {
        tells(heights, cases);
    }
}

/// Camera 1 with layers of these heights is told that so many are shown where somebody shows it so high.
fn tells(heights: &'static [u16], cases: &[(u32, usize)]) {
    let mut world = World::new();
    let mut facts = facts(1, 3);
    facts.sends[1].rids = ["q", "h", "f"].map(str::to_owned).to_vec();
    (facts.sends[1].ssrc, facts.sends[1].rtx_ssrc) = (None, None);
    world.join_facts(1, facts);
    world.join(2, 3);
    let mut sent = Camera {
        rid: Some(b'q'),
        heights,
        ..Camera::default()
    };
    let told = |world: &World| {
        let told = world.events.iter().rev().find_map(|event| match event {
            Event::Demand { source, layers } if *source == camera(1) => Some(*layers),
            _ => None,
        });
        told.expect("something")
    };
    for (height, layers) in cases.iter().copied() {
        show(&mut world, height);
        (0..150).for_each(|n| sent.picture(&mut world, n % 30 == 0));
        assert_eq!(told(&world), layers, "{height}");
    }
}
