//! The console: one folder a page, with its parts and its server functions.

pub(crate) mod account;
pub(crate) mod activity;
pub(crate) mod billing;
pub(crate) mod frame;
mod invoice_lines;
mod jwt;
pub(crate) mod keys;
mod log_out;
mod look_at;
mod me;
mod mode;
mod pem;
pub(crate) mod plan;
#[cfg(feature = "ssr")]
mod refused;
pub(crate) mod sandbox;
pub(crate) mod start;
mod start_sandbox;
mod switch;
pub(crate) mod tokens;
mod webcrypto;
