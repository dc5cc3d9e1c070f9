//! Session descriptions: the page's offer as facts for the media plane, and the answer to it.
//!
//! The layout is fixed by [`signal::SlotPlan`]: the four sources of [`signal::SourceKind::ALL`], then
//! the audio receivers, then the video receivers, all bundled on one transport. Nothing is ever
//! renegotiated because somebody else came or went.

mod answer;
mod codecs;
mod error;
mod line;
mod offer;

pub use answer::answer;
pub use error::OfferError;
pub use line::Direction;
pub use offer::Offer;
