//! What goes on beside requests: mail out, billing, heartbeat, metering, media events, the address from outside, sweeping, new certificates.

pub(crate) mod billing;
pub(crate) mod certificate;
pub(crate) mod heartbeat;
pub(crate) mod mail;
pub(crate) mod media;
pub(crate) mod metering;
pub(crate) mod outside;
pub(crate) mod requests;
pub(crate) mod sweep;
