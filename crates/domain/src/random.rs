//! Randomness is a parameter: a seeded source makes every identifier of a test repeatable.

use rand_core::RngCore;
use std::sync::Mutex;
use uuid::Uuid;

/// A shared random source. The server gives it the operating system's generator, tests a seeded one.
pub struct Random(Mutex<Box<dyn RngCore + Send>>);

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}

impl Random {
    /// Wraps a generator; for anything that guards access it must be cryptographically secure.
    #[must_use]
    pub fn new(source: impl RngCore + Send + 'static) -> Self {
        Self(Mutex::new(Box::new(source)))
    }

    /// Fills `buffer` with random bytes.
    pub fn fill(&self, buffer: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .fill_bytes(buffer);
    }

    /// `N` random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut buffer = [0; N];
        self.fill(&mut buffer);
        buffer
    }

    /// A random (version 4) UUID.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }
}
