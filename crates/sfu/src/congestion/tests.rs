//! Congestion control over simulated networks: every rule holds for every seed.

mod alone;
mod changes;
mod hostile;
mod layers;
mod noise;
mod path;
mod shared;
mod small;

/// Networks that each rule is tried on.
const SEEDS: u64 = 12;
