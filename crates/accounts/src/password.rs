//! How passwords are kept: Argon2id, a few computations at a time.

use crate::{Error, Result};
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use domain::Random;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Computations at the same time; each takes [`PasswordCost::memory_kib`].
const AT_ONCE: usize = 2;
/// Computations that may wait; more are sent away, so that a flood ends in an answer and not in a queue.
const WAITING: usize = 64;

/// The parameters of Argon2id. A hash made with smaller ones is made anew at the next log-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl PasswordCost {
    /// For servers: three passes over 64 MiB; the minimum of OWASP is two over 19 MiB.
    pub const STANDARD: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
    };
    /// For tests only: guards nothing.
    pub const TEST: Self = Self {
        memory_kib: 64,
        passes: 1,
    };
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Wrong,
    Right,
    /// Right, but kept with smaller parameters than today's.
    RightButWeak,
}

/// Makes and checks hashes, a few at a time, away from the threads that serve.
#[derive(Clone)]
pub(crate) struct Passwords {
    cost: PasswordCost,
    random: Arc<Random>,
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl Passwords {
    pub(crate) fn new(cost: PasswordCost, random: Arc<Random>) -> Self {
        Self {
            cost,
            random,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::default(),
        }
    }

    /// The PHC string to keep.
    pub(crate) async fn hash(&self, password: &SecretString) -> Result<String> {
        let salt = self.random.bytes::<16>();
        let argon2 = argon2(self.cost)?;
        self.run(password, move |password| {
            argon2
                .hash_password_with_salt(password, &salt)
                .map(|hash| hash.to_string())
        })
        .await?
        .map_err(Error::internal)
    }

    /// Compares with what is kept.
    pub(crate) async fn check(&self, password: &SecretString, kept: &str) -> Result<Verdict> {
        if password.expose_secret().chars().count() > 256 {
            return Ok(Verdict::Wrong);
        }
        let hash = PasswordHash::new(kept).map_err(Error::internal)?;
        let weak = Params::try_from(&hash)
            .map(|params| params.m_cost() < self.cost.memory_kib || params.t_cost() < self.cost.passes)
            .map_err(Error::internal)?;
        let right = self
            .run(password, move |password| {
                Argon2::default().verify_password(password, &hash).is_ok()
            })
            .await?;
        Ok(match (right, weak) {
            (false, _) => Verdict::Wrong,
            (true, false) => Verdict::Right,
            (true, true) => Verdict::RightButWeak,
        })
    }

    /// Works as hard as a check, for an account that is not there.
    pub(crate) async fn pretend(&self, password: &SecretString) -> Result<()> {
        if password.expose_secret().chars().count() > 256 {
            return Ok(());
        }
        self.hash(password).await.map(drop)
    }

    async fn run<T: Send + 'static>(
        &self,
        password: &SecretString,
        work: impl FnOnce(&[u8]) -> T + Send + 'static,
    ) -> Result<T> {
        let place = Place::take(&self.waiting)?;
        let turn = self
            .turns
            .clone()
            .acquire_owned()
            .await
            .map_err(Error::internal)?;
        let password = password.clone();
        tokio::task::spawn_blocking(move || {
            // Moved in, so that a caller who goes away does not let another one in too early.
            let (_turn, _place) = (turn, place);
            work(password.expose_secret().as_bytes())
        })
        .await
        .map_err(Error::internal)
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords")
            .field("cost", &self.cost)
            .finish_non_exhaustive()
    }
}

/// A place in the queue.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Result<Self> {
        let place = Self(waiting.clone());
        if waiting.fetch_add(1, Ordering::Relaxed) >= WAITING + AT_ONCE {
            return Err(Error::Throttled {
                retry_after: Duration::from_secs(5),
            });
        }
        Ok(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn argon2(cost: PasswordCost) -> Result<Argon2<'static>> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    fn passwords(cost: PasswordCost) -> Passwords {
        Passwords::new(cost, Arc::new(store::testing::seeded(7)))
    }

    #[tokio::test]
    async fn a_password_is_known_again() {
        let passwords = passwords(PasswordCost::TEST);
        let kept = passwords.hash(&secret("correct horse")).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{kept}");
        assert_eq!(
            passwords.check(&secret("correct horse"), &kept).await.unwrap(),
            Verdict::Right
        );
        assert_eq!(
            passwords.check(&secret("correct horsf"), &kept).await.unwrap(),
            Verdict::Wrong
        );
        assert_ne!(
            passwords.hash(&secret("correct horse")).await.unwrap(),
            kept,
            "salted"
        );
    }

    #[tokio::test]
    async fn a_hash_of_smaller_parameters_is_right_but_weak() {
        let kept = passwords(PasswordCost::TEST)
            .hash(&secret("correct horse"))
            .await
            .unwrap();
        let grown = passwords(PasswordCost {
            memory_kib: 128,
            passes: 1,
        });
        assert_eq!(
            grown.check(&secret("correct horse"), &kept).await.unwrap(),
            Verdict::RightButWeak
        );
        assert_eq!(
            grown.check(&secret("wrong"), &kept).await.unwrap(),
            Verdict::Wrong
        );
    }

    #[tokio::test]
    async fn a_flood_is_sent_away() {
        let passwords = passwords(PasswordCost::TEST);
        let held = passwords
            .turns
            .clone()
            .acquire_many_owned(AT_ONCE as u32)
            .await
            .unwrap();
        let mut queue: Vec<_> = (0..WAITING + AT_ONCE)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.hash(&SecretString::from("correct horse")).await })
            })
            .collect();
        while passwords.waiting.load(Ordering::Relaxed) < WAITING + AT_ONCE {
            tokio::task::yield_now().await;
        }
        assert!(matches!(
            passwords.hash(&secret("one more")).await,
            Err(Error::Throttled { .. })
        ));
        drop(held);
        for task in queue.drain(..) {
            assert!(task.await.unwrap().is_ok());
        }
        assert_eq!(passwords.waiting.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn the_standard_is_not_below_the_minimum() {
        const { assert!(PasswordCost::STANDARD.memory_kib >= 19 * 1024) };
        const { assert!(PasswordCost::STANDARD.passes >= 2) };
    }
}
