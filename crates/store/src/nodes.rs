//! Servers that run or ran, and when they last said so; a crash is known by a heartbeat that stopped.

use crate::{Result, Store};
use domain::Timestamp;

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

/// When a server on this database was last heard of.
///
/// # Errors
/// If the database does not answer.
pub async fn last_seen(store: &Store) -> Result<Option<Timestamp>> {
    read!(store, nodes::last_seen())
}
