//! Subscriptions as their owners live through them, on both databases: what is billed, when it is charged,
//! and what happens when it is not paid.

#![expect(clippy::unwrap_used, reason = "a broken assumption should fail the test")]

mod alerts;
mod cancel;
mod cards;
mod door;
mod dunning;
mod example;
mod late;
mod notice;
mod operator;
mod provider;
mod sandbox;
mod world;
