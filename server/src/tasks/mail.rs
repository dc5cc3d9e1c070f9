//! Takes mail from the outbox to the mail server; what fails is tried again, later each time.

mod address;

use crate::failure::Failure;
use domain::Clock;
use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::outbox::{self, Mail};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(2);
const BATCH: u32 = 20;
/// The longest wait between two tries.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// A way to a mail server.
#[derive(Clone)]
pub(crate) struct Postman {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Postman {
    /// Reads the mail server's address and the sender.
    pub(crate) fn new(url: &str, from: &str) -> Result<Self, Failure> {
        // The address holds a password, so the error does not repeat it.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&address::explicit(url)?)
            .map_err(|_| Failure::sentence("--smtp-url cannot be read; write smtp://user:password@host:587, or smtps:// for TLS from the start."))?
            .timeout(Some(Duration::from_secs(20)))
            .build();
        let from = from.parse().map_err(|error| {
            Failure::new(
                "--mail-from cannot be read; write `Name <name@example.com>`",
                &error,
            )
        })?;
        Ok(Self { transport, from })
    }

    /// Opens a connection, with TLS and log-in as for a mail, and sends nothing.
    pub(crate) async fn knock(&self) -> Result<(), String> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("it closed the connection".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn send(&self, mail: &Mail) -> Result<(), String> {
        let to = mail
            .recipient
            .parse::<Mailbox>()
            .map_err(|error| error.to_string())?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject.clone())
            .body(mail.body.clone())
            .map_err(|error| error.to_string())?;
        self.transport
            .send(message)
            .await
            .map(drop)
            .map_err(|error| error.to_string())
    }
}

/// Sends what is due until told to stop.
pub(crate) async fn run(postman: Postman, store: Store, clock: Arc<dyn Clock>, stop: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        if let Err(error) = deliver(&postman, &store, &*clock).await {
            tracing::error!(%error, "the outbox could not be read");
        }
    }
}

async fn deliver(postman: &Postman, store: &Store, clock: &dyn Clock) -> store::Result<()> {
    for mail in outbox::due(store, clock.now(), BATCH).await? {
        match postman.send(&mail).await {
            Ok(()) => outbox::sent(store, mail.id, clock.now()).await?,
            Err(error) => {
                tracing::warn!(mail = %mail.id.0, attempts = mail.attempts + 1, %error, "a mail could not be sent");
                outbox::failed(store, mail.id, clock.now().plus(wait(mail.attempts))).await?;
            }
        }
    }
    Ok(())
}

/// 30 s after the first failure, twice as long after each further one.
fn wait(attempts: i32) -> Duration {
    Duration::from_secs(30)
        .saturating_mul(1 << attempts.clamp(0, 20))
        .min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_an_hour() {
        assert_eq!(wait(0), Duration::from_secs(30));
        assert_eq!(wait(2), Duration::from_secs(120));
        assert_eq!(wait(400), LONGEST);
    }

    #[tokio::test]
    async fn an_address_that_cannot_be_read_is_refused_without_repeating_it() {
        let error = Postman::new("smtp//user:secret@host", "a@b.test")
            .err()
            .unwrap()
            .to_string();
        assert!(!error.contains("secret"), "{error}");
    }
}
