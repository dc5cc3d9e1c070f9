//! What every provider promises, played on each; and what Stripe's must do when the network does not.

mod cards;
mod cases;
mod contract;
mod delivered_notices;
mod manual;
mod notices;
mod peer;
mod simulated_stage;
mod stage;
mod stripe_stage;
mod support;
mod wire;
mod wire_doubt;
