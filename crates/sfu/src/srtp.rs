//! SRTP and SRTCP (RFC 3711) with AES-GCM (RFC 7714) or AES in counter mode, sealed and opened in place.

mod counter;
mod gcm;
mod key;
mod replay;
mod session;

pub use key::{KeyingMaterial, Profile};
pub use session::{Opener, Refused, Sealer};
