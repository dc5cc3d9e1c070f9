//! Vets what people upload as a public key, and verifies signatures with what passed.

mod armor;
mod vet;

pub use vet::{PemError, PublicKey};
