//! A way through a network in simulated time: delay, jitter, loss, and a bottleneck with a queue that other
//! traffic shares. It owns no clock, socket or thread, and the same seed gives the same network.
//!
//! A packet first waits for the bottleneck, may then be lost on the way (having used up the capacity, as
//! on the air), and arrives after the delay and its jitter.

mod bottleneck;
mod counters;
mod cross;
mod jitter;
mod link;
mod loss;
pub mod ways;

pub use bottleneck::{Bottleneck, Limit, Step};
pub use counters::{Counters, Delays};
pub use cross::{Cross, OnOff};
pub use jitter::Jitter;
pub use link::{Link, Profile};
pub use loss::Loss;
