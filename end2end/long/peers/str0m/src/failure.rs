//! Why a participant ends before he is told to.

use domain::IdError;
use signal::ParseError;
use str0m::RtcError;
use str0m::error::{IceError, SdpError};
use tokio_tungstenite::tungstenite::Error as SocketError;

/// In a sentence for whoever started it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The address is not one of a page.
    #[error("a meeting is at http://host/AppID/room, not at {0}")]
    Address(String),
    /// The message connection broke or could not be opened.
    #[error("the message connection failed: {0}")]
    Socket(#[from] SocketError),
    /// The server closed it.
    #[error("the server closed the message connection")]
    Closed,
    /// The server did not let him in, or did not do what he asked for.
    #[error("the server says: {0}")]
    Server(String),
    /// A message that this version does not know.
    #[error(transparent)]
    Message(#[from] ParseError),
    /// The peer connection cannot go on.
    #[error("the peer connection failed: {0}")]
    Connection(#[from] RtcError),
    /// The server's answer is no session description.
    #[error("the answer cannot be read: {0}")]
    Answer(#[from] SdpError),
    /// The own address is none that others could send to.
    #[error("nobody can send to the own address: {0}")]
    Candidate(#[from] IceError),
    /// The name of the device is none.
    #[error(transparent)]
    Device(#[from] IdError),
    /// The server has no receivers and senders in its plan.
    #[error("there is nothing to offer")]
    Offer,
    /// The system refused a socket or a thread.
    #[error(transparent)]
    System(#[from] std::io::Error),
}
