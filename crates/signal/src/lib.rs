//! Messages between the meeting page and the server, as JSON text over one WebSocket.
//!
//! Every message is an object with a `type`. Unknown fields are ignored, so either side may be newer;
//! an unknown type is answered with [`ErrorCode::UnknownMessage`]. The page names the [`VERSION`] it
//! speaks in its first message. Compiles to wasm: page and server share these very types.

mod client;
mod code;
mod codec;
mod direct;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod server;
mod source;
mod text;

pub use client::{ClientMessage, Device, Join, Shown, Stats, View};
pub use code::{CloseCode, ErrorCode};
pub use codec::VideoCodec;
pub use direct::{Direct, MAX_DIRECT_BYTES};
pub use server::{
    AudioSlot, IceServer, Joined, Level, Participant, ParticipantChange, ServerMessage, SlotPlan,
};
pub use source::{SourceKind, SourceName, SourceNameError};
pub use text::{MAX_MESSAGE_BYTES, ParseError, parse, to_text};

/// The version of these messages. A page of another version is told to reload.
pub const VERSION: u32 = 1;

/// The shortest time between two [`Stats`] of one connection.
pub const STATS_EVERY: std::time::Duration = std::time::Duration::from_secs(5);

/// How many loudest voices a page receives at once, one receiver each.
pub const AUDIO_SLOTS: usize = 4;

/// How many pictures a page can show at once, one receiver each.
pub const VIDEO_SLOTS: usize = 25;
