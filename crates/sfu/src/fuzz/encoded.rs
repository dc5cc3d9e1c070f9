//! Pictures as encoders give them to a page, and the dependency descriptors that come with them.

use crate::api::VideoCodec;

/// H.264 sequence parameters of a picture of 640×360.
const PARAMETERS: [u8; 12] = [
    0x67, 0x42, 0xC0, 0x1F, 0x8C, 0x8D, 0x40, 0x50, 0x17, 0xFC, 0xB0, 0x80,
];
/// First of the ids of the templates; they go on from 0 after 63.
const FIRST_ID: u32 = 62;
/// Sets of layers that a receiver may choose.
const TARGETS: u32 = 4;
/// The templates: the layer of the next one (0 the same, 1 one temporal layer higher, 2 one spatial layer higher,
/// 3 there is none), and how far back the frame is that its frames need. Those of the first need none.
const TEMPLATES: [(u32, Option<u32>); 5] =
    [(0, None), (1, Some(4)), (1, Some(2)), (2, Some(1)), (3, Some(1))];
/// Width and height of each spatial layer.
const SIZES: [[u32; 2]; 2] = [[640, 360], [1280, 720]];

/// A payload with this number, and `rest` in the place of the picture. The bits of `form` say of which layer it is,
/// or how it is packed.
pub(super) fn payload(codec: VideoCodec, keyframe: bool, form: u8, number: u16, rest: &[u8]) -> Vec<u8> {
    let [high, low] = number.to_be_bytes();
    let depends = u8::from(!keyframe);
    let begin = match codec {
        VideoCodec::Vp8 => vec![0x90, 0xE0, 0x80 | high, low, low, form & 0xE0, depends],
        VideoCodec::Vp9 => vec![0xAC | depends << 6, 0x80 | high, low, form, low],
        VideoCodec::Av1 => vec![form & 0xF0 | u8::from(keyframe) << 3, 0x32],
        VideoCodec::H264 => return units(keyframe, form, rest),
    };
    [&begin, rest].concat()
}

/// A unit of H.264, sequence parameters for a keyframe: alone, aggregated with a slice, or as a fragment.
fn units(keyframe: bool, form: u8, rest: &[u8]) -> Vec<u8> {
    let header = [0x41, 0x65, 0x68, 0x67][usize::from(form >> 2) % 4];
    let begin = if keyframe { &PARAMETERS[..] } else { &[header] };
    let unit = [begin, rest].concat();
    match form % 4 {
        0 => unit,
        1 => {
            let length = (unit.len() as u16).to_be_bytes();
            [&[0x78], &length[..], &unit, &[0, 2, 0x65, 0x88]].concat()
        }
        _ => {
            let (begins, ends) = (form & 0x80 == 0, form & 0x40 != 0);
            let fragment = u8::from(begins) << 7 | u8::from(ends) << 6 | unit[0] & 0x1F;
            [&[0x7C, fragment], &unit[1..]].concat()
        }
    }
}

/// What a dependency descriptor says.
pub(super) struct Descriptor {
    /// Which packet of its frame it is.
    pub first: bool,
    pub last: bool,
    pub frame: u16,
    /// Of which template it is; there are five.
    pub template: u8,
    /// It brings the templates.
    pub structure: bool,
    /// It says which targets are sent, and how the frame matters to each.
    pub targets: bool,
    /// How far back the frame is that it needs, at least 1, if it is another than its template says.
    pub needs: Option<u8>,
}

impl Descriptor {
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bits = Bits::default();
        bits.flag(self.first);
        bits.flag(self.last);
        bits.number((FIRST_ID + u32::from(self.template)) % 64, 6);
        bits.number(self.frame.into(), 16);
        let flags = [
            self.structure,
            self.targets,
            self.targets,
            self.needs.is_some(),
            false,
        ];
        if flags.contains(&true) {
            flags.into_iter().for_each(|flag| bits.flag(flag));
        }
        if self.structure {
            structure(&mut bits);
        }
        if self.targets {
            bits.number(1, TARGETS);
            bits.number(0b10, 2 * TARGETS);
        }
        if let Some(back) = self.needs {
            bits.number(2, 2);
            bits.number(u32::from(back).saturating_sub(1), 8);
            bits.number(0, 2);
        }
        bits.bytes()
    }
}

/// The templates, with one chain of frames for all targets.
fn structure(bits: &mut Bits) {
    bits.number(FIRST_ID, 6);
    bits.number(TARGETS - 1, 5);
    TEMPLATES.iter().for_each(|(next, _)| bits.number(*next, 2));
    for _ in 0..TEMPLATES.len() as u32 * TARGETS {
        bits.number(0b10, 2);
    }
    for (_, needs) in TEMPLATES {
        if let Some(back) = needs {
            bits.flag(true);
            bits.number(back - 1, 4);
        }
        bits.flag(false);
    }
    // One of up to four, as `ns(5)`; then each target has no choice.
    bits.number(1, 2);
    TEMPLATES.iter().for_each(|_| bits.number(1, 4));
    bits.flag(true);
    SIZES.iter().flatten().for_each(|size| bits.number(size - 1, 16));
}

/// Bits one after the other.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn flag(&mut self, flag: bool) {
        self.0.push(flag);
    }

    /// The lowest `count` bits of a number.
    fn number(&mut self, number: u32, count: u32) {
        self.0.extend((0..count).rev().map(|bit| number >> bit & 1 == 1));
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| {
            (0..)
                .zip(bits)
                .fold(0, |byte, (n, bit)| byte | u8::from(*bit) << (7 - n))
        };
        self.0.chunks(8).map(byte).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtp::{Picture, dependency};

    fn parsed(codec: VideoCodec, keyframe: bool, form: u8) -> Picture {
        Picture::parse(codec, &payload(codec, keyframe, form, 300, &[1, 2, 3])).expect("whole")
    }

    #[test]
    fn what_is_written_is_a_picture_of_its_codec() {
        for codec in VideoCodec::ALL {
            assert!(parsed(codec, true, 0).keyframe_start, "{codec:?}");
            assert!(!parsed(codec, false, 0).keyframe_start, "{codec:?}");
        }
        for packing in 0..3 {
            let key = parsed(VideoCodec::H264, true, packing);
            assert_eq!((key.keyframe_start, key.heights[0]), (true, 360), "{packing}");
        }
        assert!(
            !parsed(VideoCodec::H264, false, 0x06).keyframe_start,
            "a fragment of a slice"
        );
    }

    #[test]
    fn frames_refer_to_the_templates() {
        let mut structure = None;
        let mut read = |descriptor: &Descriptor| {
            let mut facts = parsed(VideoCodec::Vp8, descriptor.structure, 0);
            dependency::read(&descriptor.bytes(), &mut structure, &mut facts)?;
            let needs = facts.dependency.expect("it was read").needs;
            Some((facts.spatial, facts.temporal, needs, facts.heights))
        };
        let frame = |template, targets, needs| Descriptor {
            first: true,
            last: true,
            frame: 7,
            template,
            structure: false,
            targets,
            needs,
        };
        assert_eq!(read(&frame(1, false, None)), None, "nothing to refer to yet");
        let key = Descriptor {
            structure: true,
            ..frame(0, true, None)
        };
        assert_eq!(read(&key), Some((0, 0, 0, [360, 720, 0])));
        assert_eq!(read(&frame(1, false, None)), Some((0, 0, 1 << 3, [0; 3])));
        assert_eq!(read(&frame(3, true, None)), Some((0, 2, 1, [0; 3])));
        assert_eq!(read(&frame(4, true, Some(9))), Some((1, 0, 1 << 8, [0; 3])));
        assert_eq!(read(&frame(5, false, None)), None, "there is none");
    }
}
