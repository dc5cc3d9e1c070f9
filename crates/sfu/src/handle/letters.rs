//! ICE credentials.

use aws_lc_rs::rand::fill;

use crate::api::LegKey;

/// Letters of ICE credentials: 64 of the `ice-char`s of RFC 8839 §5.4.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Random bytes.
pub(super) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    // Without random bytes there are no credentials, and without those nobody may be let in.
    fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// Random letters; six bits each.
pub(super) fn random<const N: usize>() -> String {
    bytes::<N>()
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte & 63)]))
        .collect()
}

/// A user fragment. The leg's number makes it unique, the random part makes it hard to guess.
pub(super) fn ufrag(shard: usize, leg: LegKey) -> String {
    format!("{shard:x}+{:x}+{}", leg.0, random::<8>())
}

/// The shard that a user fragment of ours names.
pub(super) fn shard_of(ufrag: &str) -> Option<usize> {
    usize::from_str_radix(ufrag.split_once('+')?.0, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fragment_names_its_shard() {
        assert_eq!(shard_of(&ufrag(17, LegKey(3))), Some(17));
        assert_eq!(shard_of("page"), None);
        assert_ne!(ufrag(1, LegKey(1)), ufrag(1, LegKey(1)));
    }
}
