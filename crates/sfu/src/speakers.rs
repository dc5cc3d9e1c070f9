//! Who is heard and who is dominant, from the levels (RFC 6464) that pages send with their sound.
//!
//! A [`Voice`] is what is known of one source; it costs the same few operations a packet however large the
//! room is. The [`Order`] of a room says which voices are forwarded, [`successor`] who becomes dominant.
//! Both look only at voices that were heard lately.

mod activity;
mod announced;
mod dominance;
mod floor;
mod frames;
mod front;
mod order;
mod voice;

#[cfg(test)]
mod meetings;

pub(crate) use activity::Activity;
pub(crate) use announced::Announced;
pub(crate) use dominance::successor;
pub(crate) use front::Front;
pub(crate) use order::{Candidate, Order};
pub(crate) use voice::Voice;

/// Silence to the loudest sound, as RFC 6464 levels turned around.
const LOUDEST_LEVEL: u8 = 127;
/// A thirteenth of all levels, rounded up: the unit in which loudness of a frame is counted.
const UNIT: u8 = 10;
/// Sound of this level or louder is speech: eight units, that is −47 dBov.
const SPEECH: u8 = 8 * UNIT;
