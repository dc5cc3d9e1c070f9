//! Servers that run or ran, and when they last said so; a crash is known by a heartbeat that stopped.

use crate::column::{At, MaybeAt};
use crate::{Result, Store};
use domain::Timestamp;

/// One server process.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Node {
    /// The name it was given, or that of its machine.
    pub id: String,
    /// When it last started.
    #[sqlx(try_from = "At")]
    pub started_at: Timestamp,
    /// When it last said that it runs.
    #[sqlx(try_from = "At")]
    pub seen_at: Timestamp,
    /// When it last stopped in order; `None` while it runs, and after a crash.
    #[sqlx(try_from = "MaybeAt")]
    pub stopped_at: Option<Timestamp>,
}

/// Notes a start. Read [`last_seen`] first.
///
/// # Errors
/// If the database does not answer.
pub async fn started(store: &Store, node: &str, now: Timestamp) -> Result<()> {
    write!(store, nodes::started(node, now))
}

/// The heartbeat: the node runs at `now`.
///
/// # Errors
/// If the database does not answer.
pub async fn beat(store: &Store, node: &str, now: Timestamp) -> Result<()> {
    write!(store, nodes::beat(node, now))
}

/// Notes a stop in order.
///
/// # Errors
/// If the database does not answer.
pub async fn stopped(store: &Store, node: &str, now: Timestamp) -> Result<()> {
    write!(store, nodes::stopped(node, now))
}

/// What is known about one node.
///
/// # Errors
/// If the database does not answer.
pub async fn find(store: &Store, node: &str) -> Result<Option<Node>> {
    read!(store, nodes::find(node))
}

/// When a server on this database was last heard of.
///
/// # Errors
/// If the database does not answer.
pub async fn last_seen(store: &Store) -> Result<Option<Timestamp>> {
    read!(store, nodes::last_seen())
}
