//! Redundant sound.

use crate::rtp::Redundant;
use crate::rtp::red::{MAX_EARLIER, added, fits, write};

/// The first byte is the payload type of the blocks. All blocks lie in the packet, and those that fit are read
/// back as they were when we write them.
pub(super) fn any(bytes: &[u8]) {
    let Some((inner, packet)) = bytes.split_first() else {
        return;
    };
    let inner = inner & 0x7F;
    let Some(found) = Redundant::parse(packet, inner) else {
        return;
    };
    let earlier: Vec<_> = found.earlier().collect();
    let carried: usize = earlier.iter().map(|block| block.payload.len()).sum();
    assert!(earlier.len() <= MAX_EARLIER && carried + found.payload.len() < packet.len());
    let fitting = || {
        earlier
            .iter()
            .rev()
            .copied()
            .filter(|block| fits(block.offset, block.payload))
    };
    let mut out = Vec::new();
    write(fitting(), found.payload, inner, &mut out);
    assert_eq!(out.len(), found.payload.len() + added(fitting()));
    let again = Redundant::parse(&out, inner).expect("our own packet");
    assert_eq!(again.payload, found.payload);
    assert!(
        again.earlier().eq(earlier
            .iter()
            .copied()
            .filter(|block| fits(block.offset, block.payload)))
    );
}
