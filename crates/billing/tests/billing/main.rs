//! Billing, told as stories and checked against a naive model.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod add_ons;
mod allowance;
mod anchor;
mod books;
mod cancel;
mod catalogue;
mod credit;
mod downgrade;
mod dunning;
mod example;
mod forecast;
mod gate;
mod history;
mod invoice;
mod late;
mod model;
mod paper;
mod property;
mod verify;
mod world;
