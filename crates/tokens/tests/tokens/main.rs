//! What tokens and keys must and must not do, one subject a file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod admitted;
mod keys;
mod mutated;
mod pem;
mod refused;
mod rooms;
mod service;
mod support;
