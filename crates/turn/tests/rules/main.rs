//! What the server grants and what it refuses, message by message, without sockets and in a time of its own.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod allocations;
mod credentials;
mod departures;
mod hostile;
mod limits;
mod permissions;
mod strangers;
mod support;
