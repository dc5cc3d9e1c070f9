//! What goes on beside requests: mail out, heartbeat, metering, media events, sweeping.

pub(crate) mod heartbeat;
pub(crate) mod mail;
pub(crate) mod media;
pub(crate) mod metering;
pub(crate) mod sweep;
