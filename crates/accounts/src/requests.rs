//! What strangers ask for by an address alone: a link for a new password, or the first link again.
//!
//! The page answers as soon as the wish is noted, and what depends on whether there is an account happens
//! afterwards, in a task: no answer, and no answer's time, tells one from the other. Wishes live in memory;
//! one that a crash takes with it is a mail that did not come, and is asked for again.

use crate::{Accounts, Error, Result};
use std::error::Error as _;
use std::fmt;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc};

/// Wishes that may wait; more are sent away.
const WAITING: usize = 256;

/// A wish; the address is in its normal form.
pub(crate) enum Request {
    /// A link for a new password.
    Reset(String),
    /// The link that proves the address, once more.
    Verification(String),
}

/// Where wishes wait.
pub(crate) struct Requests {
    put: mpsc::Sender<Request>,
    take: Mutex<mpsc::Receiver<Request>>,
}

impl Requests {
    pub(crate) fn new() -> Self {
        let (put, take) = mpsc::channel(WAITING);
        Self {
            put,
            take: Mutex::new(take),
        }
    }
}

impl fmt::Debug for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Requests")
    }
}

impl Accounts {
    /// Writes the mails that were asked for, as they are asked for, until `stop`; then those that still wait.
    /// One task of the process does this; without it nobody gets a mail by
    /// [`Accounts::request_password_reset`] or [`Accounts::send_verification_again`].
    pub async fn answer_requests(&self, stop: impl Future<Output = ()>) {
        let mut take = self.requests.take.lock().await;
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                biased;
                Some(request) = take.recv() => self.answer(request).await,
                () = &mut stop => break,
            }
        }
    }

    pub(crate) fn note(&self, request: Request) -> Result<()> {
        self.requests.put.try_send(request).map_err(|_| Error::Throttled {
            retry_after: Duration::from_secs(5),
        })
    }

    async fn answer(&self, request: Request) {
        let done = match &request {
            Request::Reset(email) => self.mail_reset(email).await,
            Request::Verification(email) => self.mail_verification_again(email).await,
        };
        if let Err(error) = done {
            let cause = error.source().map(tracing::field::display);
            tracing::error!(%error, cause, "a mail that was asked for could not be written");
        }
    }
}
