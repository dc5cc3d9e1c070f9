//! Meetings: rooms as state machines without I/O, the SDP of pages, and the tasks that feed rooms.
//!
//! [`Room`] holds every rule of a meeting and owns no socket, clock or task: inputs go in, outputs come
//! out in the order in which they take effect. [`Hub`] keeps one task a room; it appends what a room
//! records to the journal before anybody hears of it, or, but for joins, as soon as the journal can be
//! written. [`sdp`] turns the page's offer into facts for the
//! media plane and writes the answer. Reasons are in `docs/decisions/0005-room.md`.

mod admission;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod hub;
mod ice;
mod rate;
mod room;
pub mod sdp;

pub use admission::{Admission, Guest, Refusal, Resume};
pub use hub::{
    BoxFuture, Closed, Connection, Hub, Journal, JournalError, LiveRoom, MediaBusy, MediaPlane,
    OUTBOX_CAPACITY, Outgoing,
};
pub use ice::IceServers;
pub use room::{
    ABANDONED_AFTER, AWAY_FOR, ConnectionId, Input, MAX_MALFORMED, MAX_PARTICIPANTS, Output, Room,
};
