//! A running server on loopback and a client of another maker, `rtc-turn`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod caller;
mod rig;
mod streams;
mod ways;
