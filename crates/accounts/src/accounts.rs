//! The service that holds what every use case needs.

use crate::password::{PasswordCost, Passwords};
use crate::throttle::{Rule, Throttle};
use domain::{Clock, Random, Timestamp};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use store::Store;

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
    /// Against guessing and flooding: 5 log-ins a minute to an account, 20 a minute from an address (longer
    /// waits for those who go on), 3 mails to an address and then one in 10 minutes.
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
    pub(crate) public_url: Arc<str>,
    clock: Arc<dyn Clock>,
}

/// One throttle for each thing that can be tried too often.
#[derive(Debug)]
pub(crate) struct Throttles {
    /// Log-ins to one account, whether it exists or not: 5 at once, then 5 a minute, slower if the
    /// attempts go on, but never slower than one a minute, so that a stranger cannot lock anybody out for long.
    pub(crate) account: Throttle,
    /// Log-ins and sign-ups from one address: 20 at once, then 20 a minute, slower up to one in 5 minutes.
    pub(crate) address: Throttle,
    /// Mails that a stranger can cause to one address: 3 at once, then one in 10 minutes.
    pub(crate) mail: Throttle,
}

impl Throttles {
    fn new(limits: Limits) -> Self {
        let times = match limits {
            Limits::Standard => 1,
            Limits::Development => 100,
        };
        let throttle = |burst: u32, every, longest| {
            Throttle::new(Rule {
                burst: burst * times,
                every: Duration::from_secs(every) / times,
                longest: Duration::from_secs(longest),
            })
        };
        Self {
            account: throttle(5, 12, 60),
            address: throttle(20, 3, 300),
            mail: throttle(3, 600, 600),
        }
    }
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
            public_url: settings.public_url.trim_end_matches('/').into(),
            clock,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Deletes sessions and links that have expired; for a timer. Nothing depends on when it runs.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn sweep(&self) -> crate::Result<()> {
        store::sessions::sweep(&self.store, self.now()).await?;
        store::links::sweep(&self.store, self.now()).await?;
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
