//! The link that proves an address.

use crate::accounts::attempt;
use crate::requests::Request;
use crate::throttle::address_key;
use crate::{Accounts, Error, Result, email, token};
use domain::{AppId, CustomerId, MemberId, Timestamp};
use std::net::IpAddr;
use store::Tx;
use store::apps::{App, AppMode, AppStatus};
use store::links::Verification;

/// What a link would activate, for the page that asks whether to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Name of the person, as typed when the link was made.
    pub name: String,
    /// Name of the organisation, as typed when the link was made.
    pub organisation: String,
    /// The address that is proven.
    pub email: String,
}

impl Accounts {
    /// What the link of the first mail would activate; changes nothing, because programs that look through
    /// mails open links too.
    ///
    /// # Errors
    /// [`Error::AlreadyVerified`] if the address is proven; [`Error::LinkExpired`] for a link that is older
    /// than 24 hours or unknown; [`Error::Store`].
    pub async fn verification(&self, token: &str) -> Result<Signed> {
        let hash = token::known(token.trim()).ok_or(Error::LinkExpired)?;
        let link = store::links::verification(&self.store, hash, self.now())
            .await?
            .ok_or(Error::LinkExpired)?;
        let member = store::members::find(&self.store, link.member)
            .await?
            .ok_or(Error::LinkExpired)?;
        if member.verified_at.is_some() {
            return Err(Error::AlreadyVerified);
        }
        Ok(Signed {
            name: link.pending.name,
            organisation: link.pending.organisation,
            email: member.email,
        })
    }

    /// Follows the link of the first mail: the member's address is proven, what was typed when this link was
    /// made becomes his, and his customer gets its live app. Answers who it is; [`Accounts::open_session`]
    /// then logs him in.
    ///
    /// # Errors
    /// As [`Accounts::verification`].
    pub async fn verify_email(&self, token: &str) -> Result<MemberId> {
        let hash = token::known(token.trim()).ok_or(Error::LinkExpired)?;
        let now = self.now();
        let mut tx = self.store.begin().await?;
        let Verification { member, pending } = store::links::verification_within(&mut tx, hash, now)
            .await?
            .ok_or(Error::LinkExpired)?;
        if !store::members::activate(&mut tx, member, &pending, now).await? {
            return Err(Error::AlreadyVerified);
        }
        let customer = self.open_for(&mut tx, member, now).await?;
        store::customers::rename(&mut tx, customer, &pending.organisation).await?;
        tx.commit().await?;
        tracing::info!(%member, %customer, "an address was proven; the account is open");
        Ok(member)
    }

    /// Notes that somebody at `from` wants the link sent again. [`Accounts::answer_requests`] sends it if the
    /// address has an account that still needs it; the caller cannot tell.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no address; [`Error::Throttled`].
    pub fn send_verification_again(&self, address: &str, from: IpAddr) -> Result<()> {
        let email = email::email(address)?;
        attempt(&self.throttles.requests, &address_key(from), self.now())?;
        self.note(Request::Verification(email))
    }

    /// Sends a link for the latest sign-up with this address, if it is not proven.
    pub(crate) async fn mail_verification_again(&self, email: &str) -> Result<()> {
        let now = self.now();
        if self.throttles.mail.attempt(email, now).is_err() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        let Some(member) = store::members::by_email_within(&mut tx, email).await? else {
            return Ok(());
        };
        if member.verified_at.is_none() {
            let organisation = store::customers::find_within(&mut tx, member.customer)
                .await?
                .map_or_else(String::new, |customer| customer.organisation);
            self.mail_verification(&mut tx, &member, &organisation, now)
                .await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// The customer of a member whose address is proven; the first one brings it its live app
    /// and a sandbox.
    pub(crate) async fn open_for(&self, tx: &mut Tx, id: MemberId, now: Timestamp) -> Result<CustomerId> {
        let member = store::members::find_within(tx, id)
            .await?
            .ok_or(Error::LinkExpired)?;
        let apps = store::apps::of_customer_within(tx, member.customer).await?;
        let has_live = |app: &App| app.mode == AppMode::Live && app.status != AppStatus::Deleted;
        if !apps.iter().any(has_live) {
            let customer = store::customers::find_within(tx, member.customer).await?;
            let app = App {
                id: AppId::new(&self.random),
                customer: member.customer,
                mode: AppMode::Live,
                status: AppStatus::Active,
                anchor: customer.map_or(now.date(), |customer| customer.anchor),
                created_at: now,
            };
            store::apps::insert(tx, &app).await?;
            self.insert_sandbox(tx, member.customer).await?;
        }
        Ok(member.customer)
    }
}
