//! Accounts as people use them, on both databases.

#![expect(
    clippy::unwrap_used,
    reason = "in a test, a panic with its place is the right answer"
)]

mod log_in;
mod password;
mod sessions;
mod sign_up;
mod world;
