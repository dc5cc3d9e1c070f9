//! A running server on loopback and clients of other makers: `rtc-turn`, and coturn's, which `make setup` installs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod caller;
mod coturn;
mod pressure;
mod rig;
mod streams;
mod ways;
