//! A service with a clock that can be moved and a mailbox that can be read.

use accounts::{Accounts, Error, PasswordCost, SecretString, Settings, SignUp, Visitor};
use domain::{ManualClock, Timestamp};
use std::future::ready;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use store::Store;

pub(crate) const PASSWORD: &str = "correct horse";

pub(crate) struct World {
    pub(crate) accounts: Accounts,
    pub(crate) store: Store,
    clock: Arc<ManualClock>,
}

impl Deref for World {
    type Target = Accounts;
    fn deref(&self) -> &Accounts {
        &self.accounts
    }
}

impl World {
    pub(crate) fn new(store: Store) -> Self {
        Self::with_cost(store, PasswordCost::TEST)
    }

    pub(crate) fn with_cost(store: Store, cost: PasswordCost) -> Self {
        let start = "2026-03-08T09:30:00Z".parse::<Timestamp>().unwrap();
        let clock = Arc::new(ManualClock::new(start));
        let settings = Settings {
            cost,
            ..Settings::new("https://meet.example.org/")
        };
        let random = Arc::new(store::testing::random());
        Self {
            accounts: Accounts::new(store.clone(), clock.clone(), random, &settings),
            store,
            clock,
        }
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Asks for a link for a new password, and waits until the mail is written.
    pub(crate) async fn request_password_reset(&self, email: &str) -> Result<(), Error> {
        self.accounts.request_password_reset(email, address(1))?;
        self.answer_requests(ready(())).await;
        Ok(())
    }

    /// Asks for the first link once more, and waits until the mail is written.
    pub(crate) async fn send_verification_again(&self, email: &str) -> Result<(), Error> {
        self.accounts.send_verification_again(email, address(1))?;
        self.answer_requests(ready(())).await;
        Ok(())
    }

    /// Signs up with an address that is not proven yet.
    pub(crate) async fn signed_up(&self, email: &str) {
        self.sign_up(form(email)).await.unwrap();
    }

    /// Signs up and follows the link.
    pub(crate) async fn verified(&self, email: &str) -> domain::MemberId {
        self.signed_up(email).await;
        let link = self.newest_token(email).await;
        self.verify_email(&link).await.unwrap()
    }

    pub(crate) async fn subjects(&self, email: &str) -> Vec<String> {
        let mails = self.mailbox().await.unwrap();
        let mut subjects: Vec<_> = mails
            .into_iter()
            .filter(|mail| mail.recipient == email)
            .map(|mail| (mail.created_at, mail.subject))
            .collect();
        subjects.sort();
        subjects.into_iter().map(|(_, subject)| subject).collect()
    }

    /// The token in the newest mail with a link to this address.
    pub(crate) async fn newest_token(&self, email: &str) -> String {
        let mails = self.mailbox().await.unwrap();
        mails
            .iter()
            .filter(|mail| mail.recipient == email)
            .find_map(|mail| mail.body.split("?token=").nth(1))
            .and_then(|rest| rest.split_whitespace().next())
            .expect("a mail with a link")
            .to_owned()
    }
}

pub(crate) fn form(email: &str) -> SignUp {
    SignUp {
        organisation: "Analytical Engines".to_owned(),
        name: "Ada Lovelace".to_owned(),
        email: email.to_owned(),
        password: secret(PASSWORD),
        address: address(1),
    }
}

pub(crate) fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

pub(crate) fn address(last: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, last])
}

pub(crate) fn visitor(last: u8) -> Visitor {
    Visitor {
        address: address(last),
        user_agent: format!("Browser {last}"),
    }
}
