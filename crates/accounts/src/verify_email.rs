//! The link that proves an address.

use crate::{Accounts, Error, Result, email, token};
use domain::{AppId, MemberId, Timestamp};
use store::Tx;
use store::apps::{App, AppMode, AppStatus};
use store::links::LinkPurpose;

impl Accounts {
    /// Uses the link of the first mail up: the member's address is proven and his customer gets its live
    /// app. Answers who it is; [`Accounts::open_session`] then logs him in.
    ///
    /// # Errors
    /// [`Error::LinkExpired`] for a link that is used up, older than 24 hours or unknown; [`Error::Store`].
    pub async fn verify_email(&self, token: &str) -> Result<MemberId> {
        let hash = token::known(token.trim()).ok_or(Error::LinkExpired)?;
        let now = self.now();
        let mut tx = self.store.begin().await?;
        let member = store::links::take(&mut tx, LinkPurpose::Verify, hash, now)
            .await?
            .ok_or(Error::LinkExpired)?;
        self.prove_address(&mut tx, member, now).await?;
        tx.commit().await?;
        Ok(member)
    }

    /// Sends the link again if the address has an account that still needs it; the caller learns nothing.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no address; [`Error::Store`].
    pub async fn send_verification_again(&self, address: &str) -> Result<()> {
        let email = email::email(address)?;
        let now = self.now();
        if self.throttles.mail.attempt(&email, now).is_err() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        let Some(member) = store::members::by_email_within(&mut tx, &email).await? else {
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

    /// The address is his; whoever proves the first one of a customer brings it its live app.
    pub(crate) async fn prove_address(&self, tx: &mut Tx, id: MemberId, now: Timestamp) -> Result<()> {
        store::members::set_verified(tx, id, now).await?;
        let member = store::members::find_within(tx, id)
            .await?
            .ok_or(Error::LinkExpired)?;
        let apps = store::apps::of_customer_within(tx, member.customer).await?;
        let has_live = |app: &App| app.mode == AppMode::Live && app.status != AppStatus::Deleted;
        if !apps.iter().any(has_live) {
            let app = App {
                id: AppId::new(&self.random),
                customer: member.customer,
                mode: AppMode::Live,
                status: AppStatus::Active,
                created_at: now,
            };
            store::apps::insert(tx, &app).await?;
        }
        Ok(())
    }
}
