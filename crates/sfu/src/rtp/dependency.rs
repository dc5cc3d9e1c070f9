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
