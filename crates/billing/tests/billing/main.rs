//! Billing, told as stories and checked against a naive model.

mod add_ons;
mod allowance;
mod anchor;
mod books;
mod cancel;
mod catalogue;
mod downgrade;
mod dunning;
mod example;
mod forecast;
mod gate;
mod history;
mod invoice;
mod late;
mod model;
mod property;
mod verify;
mod world;
