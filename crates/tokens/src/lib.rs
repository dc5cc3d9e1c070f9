//! Keys and tokens: which tokens admit to a meeting, and why the others do not.
//!
//! One verdict serves the join, the inspector of the console and the API. The core is free of I/O:
//! [`Parsed::parse`] reads the token, the caller looks up tenant and key, [`Parsed::judge`] decides.
//! [`Tokens`] does the three with the store. The checks stand in the order of contract §2.4 and are
//! listed in [`Check`]; what can be wrong with a token is listed in [`Rule`].
//!
//! Signatures are verified by aws-lc-rs itself rather than by a JWT library: the verdict has to name
//! the first broken rule in our order, and a library would fold several of them into one error. The
//! tests hold the verdict against such a library.

mod check;
mod claims;
mod error;
mod keys;
mod lua;
mod parsed;
mod pem;
mod rule;
mod service;
mod verdict;
mod words;

pub use check::Check;
pub use claims::{Claims, RoomClaim};
pub use error::{KeyError, TitleError};
pub use keys::MAX_KEYS;
pub use lua::{Pattern, PatternError};
pub use parsed::{Expectation, KeyState, Lookup, Parsed, TenantState};
pub use pem::{PemError, PublicKey};
pub use rule::Rule;
pub use service::Tokens;
pub use verdict::{Admitted, CheckResult, Checked, Decoded, Outcome, Refusal, Verdict};

/// The longest token that is read, in bytes.
pub const MAX_TOKEN_BYTES: usize = 16 * 1024;

/// How far clocks may disagree about `exp` and `nbf`, in seconds (contract §2.4).
pub const LEEWAY_SECONDS: i64 = 10;
