//! SQL: one text for SQLite and PostgreSQL, and the only crate that knows either.
//!
//! # One text, compiled twice
//!
//! Every statement stands once, in `query/<subject>.rs`, written against `super::Db`. The modules
//! `sqlite` and `postgres` each name their own `Db` and include the same query files by `#[path]`, so
//! the compiler checks the text once for each database with concrete types: no `sqlx::Any`, which
//! cannot read half of our columns, and no generic bounds. What differs between the two lives in three
//! places only: the migrations (`/migrations/sqlite`, `/migrations/postgres`), the encoding of a value
//! (module `column`) and how a connection is opened (`sqlite`, `postgres`). The statements keep to what
//! both understand: `$1` placeholders, `ON CONFLICT`, `RETURNING`, partial indexes, no database time.
//!
//! # The edge
//!
//! [`Store`] is an enum over both. A public function in `<subject>.rs` picks the arm (macros `read!`,
//! `write!` and `within!`) and documents what it does; callers never see which database answers. The
//! tenant is the first argument after the store wherever a row has one.
//!
//! # Connections
//!
//! SQLite: WAL with `synchronous=FULL`, so that what was acknowledged survives a loss of power; one
//! writing connection, which queues the writers of this process without busy errors, and several
//! that can only read. Transactions begin `IMMEDIATE`. While a [`Tx`] is open, call only functions that
//! take it: a writing function on the `Store` would wait for the connection that the `Tx` holds.
//!
//! PostgreSQL: one pool.

#![expect(
    clippy::duplicate_mod,
    reason = "every query file is compiled once for each database, on purpose"
)]

#[macro_use]
mod dispatch;

pub mod apps;
pub mod catalogues;
mod claim;
mod column;
mod connect;
pub mod customers;
pub mod erase;
mod error;
mod group;
mod inspect;
pub mod invoices;
pub mod journal;
pub mod keys;
pub mod links;
pub mod members;
pub mod nodes;
pub mod outbox;
pub mod payments;
mod postgres;
pub mod sessions;
mod sqlite;
pub mod subscriptions;
#[cfg(feature = "testing")]
pub mod testing;
mod token_hash;
mod tx;
pub mod usage;

pub use claim::Claim;
pub use connect::Store;
pub use error::Error;
pub use inspect::Shape;
pub use token_hash::TokenHash;
pub use tx::Tx;

/// What every function of this crate answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;
