//! Every function of the store, on both databases.

#![expect(
    clippy::unwrap_used,
    reason = "in a test, a panic with its place is the right answer"
)]

mod accounts;
mod apps;
mod books;
mod connect;
mod counted;
mod error;
mod fixture;
mod journal;
mod keys;
mod kill;
mod links;
mod nodes;
mod outbox;
mod sessions;
mod usage;
