//! Counting, against stories and against a naive model.

mod fair;
mod kill;
mod migration;
mod model;
mod property;
mod recount;
mod recover;
mod story;
mod world;
