//! What every provider promises, played on each; and what Stripe's must do when the network does not.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod cards;
mod cases;
mod contract;
mod delivered_notices;
mod manual;
mod notices;
mod peer;
mod shelves;
mod simulated_stage;
mod stage;
mod stripe_stage;
mod support;
mod wire;
mod wire_doubt;
