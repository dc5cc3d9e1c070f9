//! The digest under which a reference token is kept.

use std::fmt;

/// SHA-256 of a reference token. Whoever reads the database cannot make the token from it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    /// The first bytes only: enough to tell two apart in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0[..4]))?;
        f.write_str("…")
    }
}
