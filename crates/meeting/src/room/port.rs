//! What goes into a room and what comes out.

use crate::{Admission, Refusal};
use domain::MeetingEvent;
use sfu::api::{Command, Event, LegTransport};
use signal::{CloseCode, ServerMessage};

/// One WebSocket connection; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

/// What happens to a room.
#[derive(Debug)]
pub enum Input {
    /// Somebody with a good token wants to come in, or to come back.
    Join {
        /// On which connection.
        connection: ConnectionId,
        /// Who.
        admission: Box<Admission>,
        /// Our side of his media, prepared for [`crate::Room::next_leg`]; not needed if he comes back.
        transport: LegTransport,
    },
    /// A text message came in.
    Text {
        /// From whom.
        connection: ConnectionId,
        /// As it came.
        text: String,
    },
    /// A binary message came in; there are none in this protocol.
    Binary {
        /// From whom.
        connection: ConnectionId,
    },
    /// The connection is gone without a goodbye.
    ConnectionLost {
        /// Which.
        connection: ConnectionId,
    },
    /// The media plane reports something.
    Media(Event),
    /// Time has passed; see [`crate::Room::deadline`].
    Tick,
    /// The server stops.
    Shutdown,
}

/// What follows.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// A fact for the journal, to be appended before anything of the same input is done.
    Record(MeetingEvent),
    /// A message for these connections.
    Send {
        /// To whom, each once.
        to: Vec<ConnectionId>,
        /// What.
        message: ServerMessage,
    },
    /// The join is refused; the connection never was in the room.
    Refuse {
        /// Whose.
        connection: ConnectionId,
        /// Why.
        refusal: Refusal,
    },
    /// Something for the media plane.
    Media(Command),
    /// The connection ends after what was sent to it before.
    Close {
        /// Which.
        connection: ConnectionId,
        /// Why.
        code: CloseCode,
    },
    /// The room is over.
    Ended,
}
