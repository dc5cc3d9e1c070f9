//! Who may use the console: sign-up, proven addresses, passwords, log-ins and their sessions.
//!
//! Nothing here tells a stranger whether an address has an account: sign-up always answers the same and
//! leaves the rest to a mail, a request for a link is answered before the account is looked for, and a
//! log-in with an unknown address costs the same work as one with a wrong password.
//!
//! Mail is written into the store's outbox in the transaction that has a reason for it; somebody else
//! sends it.

mod accounts;
mod change_password;
mod crowd;
mod email;
mod error;
mod familiar;
mod log_in;
pub mod mail;
mod mailbox;
mod new_password;
mod password;
mod password_reset;
mod requests;
mod sandbox;
mod sessions;
mod sign_up;
mod text;
mod throttle;
mod token;
mod verify_email;

pub use accounts::{Accounts, Limits, Settings};
pub use error::{Error, Result};
pub use log_in::Visitor;
pub use password::PasswordCost;
pub use secrecy::{ExposeSecret, SecretString};
pub use sessions::{ABSOLUTE_LIMIT, IDLE_LIMIT, Session, SessionInfo};
pub use sign_up::SignUp;
pub use store::TokenHash;
pub use store::outbox::Mail;
pub use throttle::{Rule, Throttle, address_key};
pub use token::SessionToken;
pub use verify_email::Signed;
