//! One message, as it comes and made whole.

use super::page::{HEADER, bare};
use crate::message::{Failure, Incoming};

const TYPES: [u16; 6] = [0x0001, 0x0003, 0x0004, 0x0008, 0x0009, 0x0016];

/// Reads everything that is ever read. Few inputs guess the length of a header, so the same is tried again
/// as attributes of a message that is whole.
pub(super) fn any(bytes: &[u8]) {
    read(bytes);
    if let Some((kind, attributes)) = bytes.split_first() {
        read(&bare(TYPES[usize::from(*kind) % TYPES.len()], attributes));
    }
}

fn read(bytes: &[u8]) {
    let Some(mut incoming) = Incoming::parse(bytes) else {
        return;
    };
    let names = [incoming.username(), incoming.realm(), incoming.nonce()];
    assert!(names.iter().flatten().all(|name| name.len() < bytes.len()));
    let _ = (
        incoming.lifetime(),
        incoming.channel(),
        incoming.requested_transport(),
    );
    let _ = incoming.requested_family();
    // Each takes eight bytes at least, and what it is called two.
    assert!(
        incoming
            .peers()
            .is_none_or(|peers| 12 * peers.len() <= bytes.len())
    );
    let unknown = incoming.unknown();
    assert!(4 * unknown.len() <= bytes.len());
    let refusal = incoming
        .failure(Failure::UnknownAttribute)
        .unknown(&unknown)
        .plain();
    assert_eq!(refusal[8..HEADER], incoming.transaction());
    assert!(!incoming.verify(b"a key that nobody has"));
    assert!(incoming.take_data().is_none_or(|data| data.len() < bytes.len()));
}
