//! SRTP and SRTCP with AES-GCM (RFC 3711, RFC 7714), sealed and opened in place.

mod key;
mod replay;
mod session;

pub use key::{KeyingMaterial, Profile};
pub use session::{Opener, Refused, Sealer};
