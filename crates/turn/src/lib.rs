//! A TURN server (RFC 8656) for pages that no direct packet reaches: who may relay, where to, and how much.
//!
//! The rules and the protocol are values without sockets, clock or task ([`Server`]); [`Turn`] feeds them
//! from UDP, TCP and TLS. Messages are read and written by `rtc-stun`. What the server does and what it
//! leaves out is in `docs/decisions/0013-turn.md`.

mod bucket;
mod credential;
mod frames;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod io;
mod limits;
mod message;
mod nonce;
mod peers;
mod server;
mod stats;
mod strangers;
mod urls;

pub use credential::{Credential, Credentials, Refused};
pub use frames::{Frames, NoFrame};
pub use io::{Config, Listeners, RelayAddress, TlsConfig, Turn};
pub use limits::Limits;
pub use peers::Peers;
pub use server::{Action, Client, Moment, RelayId, Relays, Rules, Server, Transport};
pub use stats::Stats;
pub use urls::{Offered, urls};
