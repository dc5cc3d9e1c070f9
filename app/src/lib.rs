//! What people see: public pages, the console and the meeting page.

#![recursion_limit = "512"]

pub mod app;
mod console;
mod site;
#[cfg(feature = "ssr")]
pub mod state;
mod ui;
