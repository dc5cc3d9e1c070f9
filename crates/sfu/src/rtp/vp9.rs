//! The VP9 payload descriptor (RFC 9628 §4.2).

use super::Picture;
use super::picture::SPATIAL_LAYERS;
use crate::api::VideoCodec;

// Bits of the first byte.
const PICTURE_ID: u8 = 0x80;
const PREDICTED: u8 = 0x40;
const LAYERS: u8 = 0x20;
const FLEXIBLE: u8 = 0x10;
const BEGINS: u8 = 0x08;
const ENDS: u8 = 0x04;
const STRUCTURE: u8 = 0x02;
/// A picture in flexible mode names so many others that it needs at most.
const REFERENCES: usize = 3;

/// Reads a descriptor; `None` when it is cut or breaks a rule.
pub(super) fn parse(payload: &[u8]) -> Option<Picture> {
    let mut facts = Picture::of(VideoCodec::Vp9);
    let first = *payload.first()?;
    let has = |bit: u8| first & bit != 0;
    let mut at = 1usize;
    if has(PICTURE_ID) {
        at = facts.counters.read_picture_id(payload, at)?;
    }
    if has(LAYERS) {
        let layer = *payload.get(at)?;
        at += 1;
        facts.temporal = layer >> 5;
        facts.lifts = layer & 0x10 != 0;
        facts.spatial = layer >> 1 & 0x07;
        if !has(FLEXIBLE) {
            at = facts.counters.read_tl0(payload, at)?;
        }
    }
    if has(FLEXIBLE) && has(PREDICTED) {
        let mut more = true;
        let mut references = 0;
        while more {
            more = *payload.get(at)? & 1 != 0;
            at += 1;
            references += 1;
            if references > REFERENCES {
                return None;
            }
        }
    }
    facts.frame_start = has(BEGINS);
    facts.frame_end = has(ENDS);
    facts.keyframe_start = has(BEGINS) && !has(PREDICTED) && facts.spatial == 0;
    if has(STRUCTURE) {
        let mut heights = [0; SPATIAL_LAYERS];
        at = structure(payload, at, &mut heights)?;
        if facts.keyframe_start {
            facts.heights = heights;
        }
    }
    payload.get(at).map(|_| facts)
}

/// The scalability structure (§4.2.1), which tells how large each spatial layer is; gives the index after it.
fn structure(payload: &[u8], mut at: usize, heights: &mut [u16; SPATIAL_LAYERS]) -> Option<usize> {
    let first = *payload.get(at)?;
    at += 1;
    let layers = usize::from(first >> 5) + 1;
    if first & 0x10 != 0 {
        let sizes = payload.get(at..at + 4 * layers)?;
        at += sizes.len();
        for (height, size) in heights.iter_mut().zip(sizes.chunks_exact(4)) {
            *height = u16::from_be_bytes([size[2], size[3]]);
        }
    }
    if first & 0x08 != 0 {
        let pictures = *payload.get(at)?;
        at += 1;
        for _ in 0..pictures {
            let references = usize::from(*payload.get(at)? >> 2 & 0x03);
            at += 1 + references;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Sizes of spatial layers, and what each picture of a group needs.
    type Structure = (Vec<(u16, u16)>, Vec<Vec<u8>>);

    /// A descriptor as a naive writer puts it down.
    #[derive(Debug, Clone, Default)]
    struct Written {
        id: Option<u16>,
        predicted: bool,
        /// Temporal layer, switching point, spatial layer, inter-layer prediction.
        layers: Option<(u8, bool, u8, bool)>,
        /// Differences of picture ids in flexible mode.
        flexible: Option<Vec<u8>>,
        begins: bool,
        ends: bool,
        structure: Option<Structure>,
    }

    impl Written {
        fn bytes(&self) -> Vec<u8> {
            let flags = [
                self.id.is_some(),
                self.predicted,
                self.layers.is_some(),
                self.flexible.is_some(),
                self.begins,
                self.ends,
                self.structure.is_some(),
                false,
            ];
            let mut out = vec![flags.iter().fold(0, |byte, flag| byte << 1 | u8::from(*flag))];
            if let Some(id) = self.id {
                out.extend_from_slice(&(id | 0x8000).to_be_bytes());
            }
            if let Some((temporal, lifts, spatial, inter_layer)) = self.layers {
                out.push(temporal << 5 | u8::from(lifts) << 4 | spatial << 1 | u8::from(inter_layer));
                if self.flexible.is_none() {
                    out.push(77);
                }
            }
            if let Some(differences) = self.flexible.as_ref().filter(|_| self.predicted) {
                let last = differences.len() - 1;
                let written = differences.iter().enumerate();
                out.extend(written.map(|(n, difference)| difference << 1 | u8::from(n < last)));
            }
            if let Some((sizes, pictures)) = &self.structure {
                out.push((sizes.len() as u8 - 1) << 5 | 0x18);
                for (width, height) in sizes {
                    out.extend_from_slice(&width.to_be_bytes());
                    out.extend_from_slice(&height.to_be_bytes());
                }
                out.push(pictures.len() as u8);
                for needs in pictures {
                    out.push((needs.len() as u8) << 2);
                    out.extend_from_slice(needs);
                }
            }
            out
        }
    }

    fn written() -> impl Strategy<Value = Written> {
        let id = prop::option::of(0u16..0x8000);
        let layers = prop::option::of((0u8..8, any::<bool>(), 0u8..8, any::<bool>()));
        let flexible = prop::option::of(prop::collection::vec(1u8..128, 1..=REFERENCES));
        let sizes = prop::collection::vec(any::<(u16, u16)>(), 1..=8);
        let pictures = prop::collection::vec(prop::collection::vec(any::<u8>(), 0..=3), 0..9);
        let structure = prop::option::of((sizes, pictures));
        (id, layers, flexible, structure, any::<[bool; 3]>()).prop_map(
            |(id, layers, flexible, structure, [predicted, begins, ends])| Written {
                id,
                predicted,
                layers,
                flexible,
                begins,
                ends,
                structure,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_and_what_is_cut_is_refused(written in written()) {
            let mut bytes = written.bytes();
            for cut in 0..=bytes.len() {
                prop_assert!(parse(&bytes[..cut]).is_none(), "{cut}");
            }
            bytes.push(0);
            let facts = parse(&bytes).expect("whole");
            let (temporal, lifts, spatial, _) = written.layers.unwrap_or_default();
            prop_assert_eq!((facts.temporal, facts.lifts, facts.spatial), (temporal, lifts, spatial));
            prop_assert_eq!(facts.counters.picture_id, written.id);
            let counted = written.layers.is_some() && written.flexible.is_none();
            prop_assert_eq!(facts.counters.tl0, counted.then_some(77));
            prop_assert_eq!((facts.frame_start, facts.frame_end), (written.begins, written.ends));
            let keyframe = written.begins && !written.predicted && spatial == 0;
            prop_assert_eq!(facts.keyframe_start, keyframe);
            let sizes = written.structure.filter(|_| keyframe).map_or_else(Vec::new, |found| found.0);
            for (layer, height) in facts.heights.into_iter().enumerate() {
                prop_assert_eq!(height, sizes.get(layer).map_or(0, |size| size.1));
            }
        }
    }

    #[test]
    fn more_references_than_there_may_be_are_refused() {
        assert!(parse(&[0x50, 3, 3, 2, 0]).is_some());
        assert!(parse(&[0x50, 3, 3, 3, 2, 0]).is_none());
    }
}
