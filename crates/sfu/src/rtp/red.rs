//! Redundant sound (RFC 2198): a packet that carries what the packets before it carried, so that one that is
//! lost is there when the next one comes.

/// Bytes of the header of an earlier block, and of that of the last one.
const EARLIER: usize = 4;
const LAST: usize = 1;
/// An earlier block begins at most so many media ticks before the packet (14 bits), …
const MAX_OFFSET: u32 = 0x3FFF;
/// … and is at most so many bytes long (10 bits).
const MAX_LENGTH: usize = 0x3FF;
/// Earlier blocks that are looked at; what browsers send has one or two.
pub(crate) const MAX_EARLIER: usize = 4;

/// What an earlier packet carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Earlier<'a> {
    /// Media ticks before the packet it came in.
    pub offset: u32,
    /// The payload.
    pub payload: &'a [u8],
}

/// The payload of a redundant packet, taken apart without copying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Redundant<'a> {
    earlier: [Option<Earlier<'a>>; MAX_EARLIER],
    /// What the packet itself carries.
    pub payload: &'a [u8],
}

impl<'a> Redundant<'a> {
    /// Takes a payload apart; `None` if it is cut, or a block is of another payload type than `inner`.
    /// Of more than [`MAX_EARLIER`] earlier blocks the last ones are kept.
    pub(crate) fn parse(packet: &'a [u8], inner: u8) -> Option<Self> {
        let mut blocks = packet;
        let mut headers = 0;
        while blocks.first()? & 0x80 != 0 {
            let header;
            (header, blocks) = blocks.split_first_chunk::<EARLIER>()?;
            if header[0] & 0x7F != inner {
                return None;
            }
            headers += 1;
        }
        let (last, mut blocks) = blocks.split_first()?;
        if *last != inner {
            return None;
        }
        let mut earlier = [None; MAX_EARLIER];
        for header in packet.chunks_exact(EARLIER).take(headers) {
            let word = u32::from_be_bytes(header.try_into().ok()?);
            let payload;
            (payload, blocks) = blocks.split_at_checked(word as usize & MAX_LENGTH)?;
            earlier.rotate_left(1);
            earlier[MAX_EARLIER - 1] = Some(Earlier {
                offset: word >> 10 & MAX_OFFSET,
                payload,
            });
        }
        Some(Self {
            earlier,
            payload: blocks,
        })
    }

    /// What earlier packets carried, the nearest first: of the packet before, of the one before that, …
    pub(crate) fn earlier(&self) -> impl Iterator<Item = Earlier<'a>> {
        self.earlier.into_iter().rev().flatten()
    }
}

/// Whether a payload fits an earlier block.
pub(crate) fn fits(offset: u32, payload: &[u8]) -> bool {
    (1..=MAX_OFFSET).contains(&offset) && (1..=MAX_LENGTH).contains(&payload.len())
}

/// Appends a redundant payload: earlier blocks that [fit](fits), the oldest first, and what the packet itself
/// carries. `inner` is the payload type of all blocks.
pub(crate) fn write<'a>(
    earlier: impl Iterator<Item = Earlier<'a>> + Clone,
    payload: &[u8],
    inner: u8,
    out: &mut Vec<u8>,
) {
    for block in earlier.clone() {
        let word = u32::from(0x80 | inner) << 24 | block.offset << 10 | block.payload.len() as u32;
        out.extend_from_slice(&word.to_be_bytes());
    }
    out.push(inner);
    earlier.for_each(|block| out.extend_from_slice(block.payload));
    out.extend_from_slice(payload);
}

/// Bytes that redundancy adds to a payload.
pub(crate) fn added<'a>(earlier: impl Iterator<Item = Earlier<'a>>) -> usize {
    LAST + earlier.map(|block| EARLIER + block.payload.len()).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_blocks_of_a_packet_are_told_apart() {
        // Two blocks of 3 and 2 bytes, 1,920 and 960 ticks back.
        let packet = [
            0xEF, 0x1E, 0x00, 0x03, 0xEF, 0x0F, 0x00, 0x02, 0x6F, 1, 2, 3, 4, 5, 6,
        ];
        let found = Redundant::parse(&packet, 111).expect("well-formed");
        let earlier: Vec<_> = found
            .earlier()
            .map(|block| (block.offset, block.payload))
            .collect();
        assert_eq!(earlier, [(960, &[4, 5][..]), (1920, &[1, 2, 3])]);
        assert_eq!(found.payload, [6]);
        for cut in 0..14 {
            assert!(Redundant::parse(&packet[..cut], 111).is_none(), "{cut}");
        }
        assert!(Redundant::parse(&packet, 112).is_none());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            blocks in prop::collection::vec((1..=MAX_OFFSET, prop::collection::vec(any::<u8>(), 1..200)), 0..=MAX_EARLIER),
            payload in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let earlier = blocks.iter().map(|(offset, payload)| Earlier { offset: *offset, payload });
            let mut out = Vec::new();
            write(earlier.clone(), &payload, 111, &mut out);
            prop_assert_eq!(out.len(), payload.len() + added(earlier.clone()));
            let found = Redundant::parse(&out, 111).expect("well-formed");
            prop_assert_eq!(found.payload, &payload[..]);
            let back: Vec<_> = found.earlier().collect();
            prop_assert_eq!(back, earlier.rev().collect::<Vec<_>>());
        }

        #[test]
        fn anything_is_read_without_harm(packet in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = Redundant::parse(&packet, 111);
        }
    }
}
