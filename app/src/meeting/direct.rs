//! The connection of two pages without the server between them: how far it is, and what is taken from it.
//!
//! The server's connection stays as it is meanwhile. Sound goes on through it, unheard, so that it is there
//! the moment it is needed and the server still knows who speaks; a picture that is taken directly is not
//! asked of the server any more, which then has it stopped at its origin.

use super::state::Millis;
use domain::EndpointId;
use signal::{SourceKind, SourceName};

/// What the page knows of its direct connection.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Direct {
    /// The address does not forbid it (`config.p2p.enabled`, and no relay is asked for).
    pub allowed: bool,
    /// How long two are alone again before they connect directly again (`config.p2p.backToP2PDelay`), in
    /// milliseconds.
    pub back_after: Millis,
    /// The codecs that are offered first, the favourite first, as the last part of their MIME types.
    pub codecs: Vec<String>,
    /// How far it is.
    pub stage: DirectStage,
    /// With whom.
    pub peer: Option<EndpointId>,
    /// Tells messages and events of this attempt from older ones.
    pub attempt: u32,
    /// When the stage began.
    pub since: Millis,
    /// Not before this time.
    pub not_before: Option<Millis>,
    /// There were more than two.
    pub crowd: bool,
    /// Attempts in a row that came to nothing.
    pub failures: u32,
    /// What is taken from it: seen or heard directly and not through the server.
    pub taken: Vec<SourceKind>,
}

/// How far a direct connection is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum DirectStage {
    /// There is none.
    #[default]
    None,
    /// It is built, or waits for the answer.
    Offering,
    /// Both descriptions are there, packets are not.
    Connecting,
    /// Packets flow.
    Up,
    /// It is given up; what is taken from it still shows until the server's pictures are there.
    Leaving,
}

impl Direct {
    /// Whether this source is seen or heard directly.
    #[must_use]
    pub(crate) fn takes(&self, source: &SourceName) -> bool {
        self.peer.as_ref() == Some(&source.endpoint) && self.taken.contains(&source.kind)
    }

    /// Whether the server need not send this picture.
    #[must_use]
    pub(crate) fn spares(&self, source: &SourceName) -> bool {
        self.stage == DirectStage::Up && self.takes(source)
    }
}
