//! Every function of the store, on both databases.

mod accounts;
mod apps;
mod connect;
mod error;
mod fixture;
mod journal;
mod keys;
mod links;
mod nodes;
mod outbox;
mod sessions;
mod usage;
