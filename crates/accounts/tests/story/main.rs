//! Accounts as people use them, on both databases.

mod log_in;
mod password;
mod sessions;
mod sign_up;
mod world;
