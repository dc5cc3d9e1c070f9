//! The console: one folder a page, with its parts and its server functions.

pub(crate) mod account;
pub(crate) mod activity;
pub(crate) mod frame;
mod invoice_lines;
mod jwt;
pub(crate) mod keys;
mod log_out;
mod me;
mod pem;
#[cfg(feature = "ssr")]
mod refused;
pub(crate) mod start;
pub(crate) mod tokens;
mod webcrypto;
