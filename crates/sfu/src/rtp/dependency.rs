//! The dependency descriptor (RTP Payload Format For AV1, appendix A): which frame a packet belongs to, which
//! layer that is, and which frames it needs. Every codec can be sent with one.

use super::Picture;
use super::bits::Bits;
use super::picture::SPATIAL_LAYERS;

/// A descriptor without anything but its template and its number.
const SHORT: usize = 3;
/// There are no more templates than their ids can tell apart.
const TEMPLATES: usize = 64;
/// Frames before this one that can be named; an encoder keeps far fewer.
const REACH: u32 = u64::BITS;

/// Which frame a packet is of, and which frames that needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dependency {
    /// The frame's number, counted in every stream by itself.
    pub frame: u16,
    /// It needs the frame before it (bit 0), the one before that (bit 1), and so on.
    pub needs: u64,
}

/// What frames of one kind have in common.
#[derive(Debug, Clone, Copy, Default)]
struct Template {
    spatial: u8,
    temporal: u8,
    needs: u64,
}

/// What a stream's descriptors refer to, from one keyframe to the next.
#[derive(Debug, Clone)]
pub(crate) struct Structure {
    first_id: u8,
    count: usize,
    templates: [Template; TEMPLATES],
    targets: u32,
    heights: [u16; SPATIAL_LAYERS],
}

impl Structure {
    /// Nothing to refer to yet.
    fn new() -> Self {
        Self {
            first_id: 0,
            count: 0,
            templates: [Template::default(); TEMPLATES],
            targets: 0,
            heights: [0; SPATIAL_LAYERS],
        }
    }

    /// Reads a structure into the place of this one (§A.8.3); `None` when it is cut or breaks a rule.
    fn read(&mut self, bits: &mut Bits<'_>) -> Option<()> {
        *self = Self::new();
        let first_id = bits.number(6)? as u8;
        self.targets = bits.number(5)? + 1;
        let layers = self.read_layers(bits)?;
        // How each kind of frame matters to each target is not needed: what a frame needs says more.
        bits.skip(2 * self.targets as usize * self.count)?;
        for template in &mut self.templates[..self.count] {
            while bits.flag()? {
                template.needs |= 1 << bits.number(4)?;
            }
        }
        let chains = bits.below(self.targets + 1)?;
        if chains > 0 {
            for _ in 0..self.targets {
                bits.below(chains)?;
            }
            bits.skip(4 * chains as usize * self.count)?;
        }
        if bits.flag()? {
            for layer in 0..layers {
                bits.skip(16)?;
                let height = bits.number(16)?;
                if let Some(place) = self.heights.get_mut(layer) {
                    *place = u16::try_from(height + 1).unwrap_or(u16::MAX);
                }
            }
        }
        self.first_id = first_id;
        Some(())
    }

    /// The layers of the templates; gives the number of spatial ones.
    fn read_layers(&mut self, bits: &mut Bits<'_>) -> Option<usize> {
        let (mut spatial, mut temporal) = (0, 0);
        loop {
            let place = self.templates.get_mut(self.count)?;
            (place.spatial, place.temporal) = (spatial, temporal);
            self.count += 1;
            match bits.number(2)? {
                0 => {}
                1 => temporal += 1,
                2 => (spatial, temporal) = (spatial + 1, 0),
                _ => return Some(usize::from(spatial) + 1),
            }
        }
    }

    fn template(&self, id: u8) -> Option<&Template> {
        let at = usize::from(id.wrapping_sub(self.first_id)) % TEMPLATES;
        self.templates[..self.count].get(at)
    }
}

/// Adds what a descriptor says to the facts of its packet. `structure` is what the stream's descriptors refer to;
/// a keyframe brings another. A descriptor that is cut or refers to nothing says nothing.
pub(crate) fn read(
    descriptor: &[u8],
    structure: &mut Option<Box<Structure>>,
    facts: &mut Picture,
) -> Option<()> {
    let mut bits = Bits::new(descriptor);
    let (start, end) = (bits.flag()?, bits.flag()?);
    let id = bits.number(6)? as u8;
    let frame = bits.number(16)? as u16;
    let mut flags = [false; 5];
    if descriptor.len() > SHORT {
        for flag in &mut flags {
            *flag = bits.flag()?;
        }
    }
    let [renewed, active, own_indications, own_needs, _] = flags;
    if renewed {
        // One place a stream, so that a keyframe costs no memory.
        let place = structure.get_or_insert_with(|| Box::new(Structure::new()));
        if place.read(&mut bits).is_none() {
            *structure = None;
        }
    }
    let structure = structure.as_deref()?;
    let template = structure.template(id)?;
    if active {
        bits.skip(structure.targets as usize)?;
    }
    if own_indications {
        bits.skip(2 * structure.targets as usize)?;
    }
    let mut needs = template.needs;
    if own_needs {
        needs = 0;
        loop {
            let size = bits.number(2)?;
            if size == 0 {
                break;
            }
            let back = bits.number(4 * size)?;
            needs |= if back < REACH { 1 << back } else { 0 };
        }
    }
    facts.frame_start |= start;
    facts.frame_end = end;
    facts.spatial = template.spatial;
    facts.temporal = template.temporal;
    facts.dependency = Some(Dependency { frame, needs });
    if facts.keyframe_start && facts.heights == [0; SPATIAL_LAYERS] {
        facts.heights = structure.heights;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::VideoCodec;
    use proptest::prelude::*;

    /// Bits one by one, as a naive writer puts them down.
    #[derive(Default)]
    struct Writer(Vec<bool>);

    impl Writer {
        fn number(&mut self, value: u32, count: u32) {
            self.0.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
        }

        /// `ns(n)` by its definition: short forms for the smallest values.
        fn below(&mut self, value: u32, limit: u32) {
            let width = u32::BITS - limit.leading_zeros();
            let short = (1 << width) - limit;
            match value < short {
                true => self.number(value, width - 1),
                false => self.number(value + short, width),
            }
        }

        fn bytes(&self) -> Vec<u8> {
            let byte = |bits: &[bool]| {
                bits.iter()
                    .enumerate()
                    .fold(0, |byte, (n, bit)| byte | u8::from(*bit) << (7 - n))
            };
            self.0.chunks(8).map(byte).collect()
        }
    }

    /// Frames of three spatial layers with as many temporal ones; each frame of a template needs these before it.
    #[derive(Debug, Clone)]
    struct Stream {
        first_id: u8,
        needs: Vec<Vec<u8>>,
        chains: u32,
        heights: Option<[u16; 3]>,
    }

    impl Stream {
        const TEMPLATES: usize = 9;
        const TARGETS: u32 = 9;

        fn structure(&self, writer: &mut Writer) {
            writer.number(self.first_id.into(), 6);
            writer.number(Self::TARGETS - 1, 5);
            for at in 1..=Self::TEMPLATES {
                let next = match at {
                    Self::TEMPLATES => 3,
                    at if at % 3 == 0 => 2,
                    _ => 1,
                };
                writer.number(next, 2);
            }
            writer.0.resize(
                writer.0.len() + 2 * Self::TEMPLATES * Self::TARGETS as usize,
                true,
            );
            for needs in &self.needs {
                for back in needs {
                    writer.number(1, 1);
                    writer.number(u32::from(*back) - 1, 4);
                }
                writer.number(0, 1);
            }
            writer.below(self.chains, Self::TARGETS + 1);
            if self.chains > 0 {
                (0..Self::TARGETS).for_each(|target| writer.below(target % self.chains, self.chains));
                (0..Self::TEMPLATES as u32 * self.chains).for_each(|_| writer.number(5, 4));
            }
            writer.number(self.heights.is_some().into(), 1);
            for height in self.heights.into_iter().flatten() {
                writer.number(639, 16);
                writer.number(u32::from(height) - 1, 16);
            }
        }

        /// The descriptor of a frame; `own` are the frames that it needs instead of its template's.
        fn descriptor(&self, template: usize, frame: u16, first: bool, own: Option<&[u16]>) -> Vec<u8> {
            let mut writer = Writer::default();
            writer.number(0b10, 2);
            writer.number((u32::from(self.first_id) + template as u32) % 64, 6);
            writer.number(frame.into(), 16);
            if first || own.is_some() {
                writer.number(first.into(), 1);
                writer.number(0b01, 2);
                writer.number(own.is_some().into(), 1);
                writer.number(0, 1);
                if first {
                    self.structure(&mut writer);
                }
                // No target is active any more; how the frame matters to each follows.
                writer
                    .0
                    .resize(writer.0.len() + 2 * Self::TARGETS as usize, false);
                for back in own.into_iter().flatten() {
                    let size = (u16::BITS - (back - 1).leading_zeros()).div_ceil(4).max(1);
                    writer.number(size, 2);
                    writer.number(u32::from(*back) - 1, 4 * size);
                }
                if own.is_some() {
                    writer.number(0, 2);
                }
            }
            writer.bytes()
        }
    }

    fn stream() -> impl Strategy<Value = Stream> {
        let needs = prop::collection::vec(prop::collection::vec(1u8..=16, 0..4), Stream::TEMPLATES);
        let heights =
            prop::option::of(any::<[u16; 3]>().prop_map(|heights| heights.map(|height| height.max(1))));
        (0u8..64, needs, 0u32..=9, heights).prop_map(|(first_id, needs, chains, heights)| Stream {
            first_id,
            needs,
            chains,
            heights,
        })
    }

    fn facts(keyframe: bool) -> Picture {
        Picture {
            keyframe_start: keyframe,
            ..Picture::of(VideoCodec::Av1)
        }
    }

    fn mask(needs: impl Iterator<Item = u32>) -> u64 {
        needs
            .filter(|back| *back <= REACH)
            .fold(0, |mask, back| mask | 1 << (back - 1))
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_and_what_is_cut_says_nothing(
            stream in stream(),
            frame in any::<u16>(),
            template in 0..Stream::TEMPLATES,
            own in prop::option::of(prop::collection::vec(1u16..=4096, 0..4)),
        ) {
            let mut structure = None;
            let mut key = facts(true);
            let first = stream.descriptor(0, frame, true, None);
            for cut in 0..first.len() {
                prop_assert!(read(&first[..cut], &mut structure, &mut facts(true)).is_none(), "{}", cut);
            }
            prop_assert!(read(&first, &mut structure, &mut key).is_some());
            prop_assert_eq!((key.spatial, key.temporal, key.frame_start), (0, 0, true));
            prop_assert_eq!(key.heights, stream.heights.unwrap_or_default());

            let mut next = facts(false);
            let bytes = stream.descriptor(template, frame.wrapping_add(1), false, own.as_deref());
            prop_assert!(read(&bytes, &mut structure, &mut next).is_some());
            prop_assert_eq!((usize::from(next.spatial), usize::from(next.temporal)), (template / 3, template % 3));
            let needs = match &own {
                Some(own) => mask(own.iter().map(|back| u32::from(*back))),
                None => mask(stream.needs[template].iter().map(|back| u32::from(*back))),
            };
            let dependency = Dependency { frame: frame.wrapping_add(1), needs };
            prop_assert_eq!(next.dependency, Some(dependency));
        }

        #[test]
        fn whatever_comes_is_read_without_harm(descriptors in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..90), 1..5)) {
            let mut structure = None;
            for descriptor in descriptors {
                let _ = read(&descriptor, &mut structure, &mut facts(true));
            }
        }
    }

    #[test]
    fn a_template_that_nobody_described_says_nothing() {
        let stream = Stream {
            first_id: 60,
            needs: vec![vec![1]; Stream::TEMPLATES],
            chains: 0,
            heights: None,
        };
        let mut structure = None;
        let mut picture = facts(false);
        assert!(
            read(
                &stream.descriptor(0, 1, false, None),
                &mut structure,
                &mut picture
            )
            .is_none()
        );
        read(&stream.descriptor(0, 1, true, None), &mut structure, &mut picture).expect("described");
        assert!(
            read(
                &stream.descriptor(8, 2, false, None),
                &mut structure,
                &mut picture
            )
            .is_some()
        );
        assert!(
            read(
                &stream.descriptor(9, 3, false, None),
                &mut structure,
                &mut picture
            )
            .is_none()
        );
    }
}
