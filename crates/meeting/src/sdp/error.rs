//! Why an offer cannot be used.

/// What is wrong with an offer; each sentence says what is missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OfferError {
    /// Longer than a message may be.
    #[error("The offer has {0} bytes; at most 262,144 are read.")]
    TooLong(usize),
    /// More m-lines than are looked at.
    #[error("The offer has {0} m-lines; at most 64 are read.")]
    TooManyLines(usize),
    /// Not a session description.
    #[error("The offer is not a session description.")]
    NotSdp,
    /// Too few m-lines, or one of another kind or direction than the plan says.
    #[error("M-line {index} of the offer must be {expected}, but is {found}.")]
    Layout {
        /// Counted from 0.
        index: usize,
        /// As the plan has it.
        expected: String,
        /// As the offer has it.
        found: String,
    },
    /// An m-line without `a=mid`, or with one that cannot be used.
    #[error("M-line {0} of the offer needs a=mid with 1 to 16 letters, digits, dots, dashes or underscores.")]
    Mid(usize),
    /// Two m-lines with one name.
    #[error("The mid {0} occurs twice in the offer.")]
    DuplicateMid(String),
    /// An m-line outside the bundle.
    #[error("The mid {0} is not in the offer's a=group:BUNDLE; everything goes over one transport.")]
    NotBundled(String),
    /// No ICE user fragment and password, or malformed ones.
    #[error("The offer needs a=ice-ufrag and a=ice-pwd.")]
    Ice,
    /// No SHA-256 fingerprint.
    #[error("The offer needs a=fingerprint:sha-256 with 32 bytes.")]
    Fingerprint,
    /// The page insists on being the DTLS server.
    #[error("The offer needs a=setup:actpass or a=setup:active; the server waits for the handshake.")]
    Setup,
    /// RTCP apart.
    #[error("The mid {0} needs a=rtcp-mux.")]
    RtcpMux(String),
    /// A codec is missing.
    #[error("The mid {mid} does not offer {codec}.")]
    Codec {
        /// Where.
        mid: String,
        /// Which.
        codec: &'static str,
    },
    /// One codec or extension with different numbers on different m-lines.
    #[error("The mid {0} numbers codecs or header extensions otherwise than the lines before it.")]
    Numbers(String),
}
