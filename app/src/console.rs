//! The console: one folder a page, with its parts and its server functions.

pub(crate) mod frame;
