//! What fuzzers do with what comes to the port of media: beside the parsers, whole handshakes and whole calls.

mod call;
mod choices;
mod dtls;
mod encoded;
mod facts;
mod feedback;
mod frames;
mod header;
mod page;
mod picture;
mod red;
mod rtcp;
mod strangers;
mod stun;
mod world;

use choices::Choices;

/// The name of a target, and what it does with any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("stun", stun::any),
    ("dtls", dtls::any),
    ("rtp-header", header::any),
    ("rtcp", rtcp::any),
    ("transport-feedback", feedback::any),
    ("red", red::any),
    ("vp8", picture::vp8),
    ("vp9", picture::vp9),
    ("av1", picture::av1),
    ("h264", picture::h264),
    ("dependency", picture::dependencies),
    ("tcp-frames", frames::any),
    ("strangers", strangers::any),
    ("call", call::any),
];
