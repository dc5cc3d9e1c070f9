//! The service that holds what every use case needs.

use crate::familiar::Familiar;
use crate::password::{PasswordCost, Passwords};
use crate::requests::Requests;
use crate::throttle::{Rule, Throttle};
use domain::{Clock, Random, Timestamp};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use store::Store;

/// How long mails and sign-ups whose address is not proven are kept; the links in them die much sooner.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);

/// What an operator may choose.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where browsers reach the console, as in `https://meet.example.org`; links in mails begin with it.
    pub public_url: String,
    /// How hard a password hash is.
    pub cost: PasswordCost,
    /// How often things may be tried.
    pub limits: Limits,
}

impl Settings {
    /// What a server on the internet should have.
    #[must_use]
    pub fn new(public_url: impl Into<String>) -> Self {
        Self {
            public_url: public_url.into(),
            cost: PasswordCost::STANDARD,
            limits: Limits::Standard,
        }
    }
}

/// How often log-ins, sign-ups and mails may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Limits {
    /// Against guessing and flooding: 5 log-ins a minute to an account from one address and 10 from all
    /// unfamiliar ones together, 20 a minute from an address to all accounts, 3 mails to an address and then
    /// one in 10 minutes.
    #[default]
    Standard,
    /// A hundred times as much at once, for a development server that browser tests hammer from one address.
    Development,
}

/// Sign-up, log-in and everything around them. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    pub(crate) store: Store,
    pub(crate) random: Arc<Random>,
    pub(crate) passwords: Passwords,
    pub(crate) throttles: Arc<Throttles>,
    pub(crate) familiar: Arc<Familiar>,
    pub(crate) requests: Arc<Requests>,
    pub(crate) public_url: Arc<str>,
    clock: Arc<dyn Clock>,
}

/// One throttle for each thing that can be tried too often.
#[derive(Debug)]
pub(crate) struct Throttles {
    /// Log-ins to one account from one address, whether the account exists or not: 5 at once, then 5 a
    /// minute. A stranger elsewhere uses up his own attempts and not the owner's.
    pub(crate) account: Throttle,
    /// Log-ins to one account from all addresses that it was not logged in from before: 50 at once, then 10
    /// a minute, so that a guesser with many addresses is slow too.
    pub(crate) strangers: Throttle,
    /// Log-ins and sign-ups from one address: 20 at once, then 20 a minute.
    pub(crate) address: Throttle,
    /// Links asked for from one address: 10 at once, then 2 a minute.
    pub(crate) requests: Throttle,
    /// Mails that a stranger can cause to one address: 3 at once, then one in 10 minutes.
    pub(crate) mail: Throttle,
}

impl Throttles {
    fn new(limits: Limits) -> Self {
        let times = match limits {
            Limits::Standard => 1,
            Limits::Development => 100,
        };
        let throttle = |burst, every| Throttle::new(Rule::new(burst, every).times(times));
        Self {
            account: throttle(5, 12),
            strangers: throttle(50, 6),
            address: throttle(20, 3),
            requests: throttle(10, 30),
            mail: throttle(3, 600),
        }
    }
}

/// Takes an attempt, or says how long to wait.
pub(crate) fn attempt(throttle: &Throttle, key: &str, now: Timestamp) -> crate::Result<()> {
    throttle
        .attempt(key, now)
        .map_err(|retry_after| crate::Error::Throttled { retry_after })
}

impl Accounts {
    /// The service over a store that has its tables. The random source must be cryptographically secure.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, random: Arc<Random>, settings: &Settings) -> Self {
        Self {
            store,
            passwords: Passwords::new(settings.cost, random.clone()),
            random,
            throttles: Arc::new(Throttles::new(settings.limits)),
            familiar: Arc::default(),
            requests: Arc::new(Requests::new()),
            public_url: settings.public_url.trim_end_matches('/').into(),
            clock,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Deletes sessions and links that have expired, sign-ups whose address was not proven in a week, and
    /// mails older than a week, sent or not; for a timer. Nothing depends on when it runs.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn sweep(&self) -> crate::Result<()> {
        let now = self.now();
        let week_ago = now.minus(KEPT);
        store::sessions::sweep(&self.store, now).await?;
        store::links::sweep(&self.store, now).await?;
        store::outbox::sweep(&self.store, week_ago).await?;
        let mut tx = self.store.begin().await?;
        let swept = store::members::sweep_unverified(&mut tx, week_ago, now).await?;
        tx.commit().await?;
        if swept > 0 {
            tracing::info!(swept, "sign-ups whose address was never proven were deleted");
        }
        Ok(())
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts")
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}
