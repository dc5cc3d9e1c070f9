//! Lua patterns, as `string.match` reads them (Lua 5.4 reference manual §6.4.1), for `context.room.regex`.
//!
//! A pattern is compiled once, which finds everything that Lua calls malformed, and matched with a
//! bound on the steps, so that a hostile pattern cannot burn the processor.

mod compile;
mod matcher;
mod set;

pub use compile::{Pattern, PatternError};

#[cfg(test)]
mod tests;
