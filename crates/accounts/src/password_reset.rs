//! A new password for somebody who has forgotten his.

use crate::accounts::attempt;
use crate::mail::{self, PasswordChanged, ResetPassword};
use crate::requests::Request;
use crate::throttle::address_key;
use crate::{Accounts, Error, Result, email, new_password, token};
use domain::{MemberId, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use std::net::IpAddr;
use std::time::Duration;
use store::Tx;

/// How long the link works.
const RESET_FOR: Duration = Duration::from_secs(3600);

impl Accounts {
    /// Notes that somebody at `from` wants a link for a new password sent to the address.
    /// [`Accounts::answer_requests`] sends it if the address has an account; the caller cannot tell.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no address; [`Error::Throttled`].
    pub fn request_password_reset(&self, address: &str, from: IpAddr) -> Result<()> {
        let email = email::email(address)?;
        attempt(&self.throttles.requests, &address_key(from), self.now())?;
        self.note(Request::Reset(email))
    }

    /// Sends a link for a new password if the address has an account.
    pub(crate) async fn mail_reset(&self, email: &str) -> Result<()> {
        let now = self.now();
        if self.throttles.mail.attempt(email, now).is_err() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        let Some(member) = store::members::by_email_within(&mut tx, email).await? else {
            return Ok(());
        };
        let (token, hash) = token::draw(&self.random);
        let expires_at = now.plus(RESET_FOR);
        store::links::insert_reset(&mut tx, member.id, hash, now, expires_at).await?;
        let link = self.link(mail::RESET_PATH, token.expose_secret());
        let text = ResetPassword {
            name: &member.name,
            link: &link,
        };
        let mail = mail::compose(&self.random, now, &member.email, &text)?;
        store::outbox::insert(&mut tx, &mail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whether the link of the mail still works; for the page that asks for the new password.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn reset_link_works(&self, token: &str) -> Result<bool> {
        Ok(self.reset_link(token).await?.is_some())
    }

    /// Uses the link up: sets the password, ends all sessions and counts the address as proven.
    ///
    /// # Errors
    /// [`Error::LinkExpired`] for a link that is used up, older than an hour or unknown;
    /// [`Error::Invalid`] for a password that is not good enough (the link stays good); [`Error::Store`].
    pub async fn reset_password(&self, token: &str, new: &SecretString) -> Result<MemberId> {
        // Looked at before the costly hash, so that strangers cannot make us work.
        let member = self.reset_link(token).await?.ok_or(Error::LinkExpired)?;
        let owner = store::members::find(&self.store, member)
            .await?
            .ok_or(Error::LinkExpired)?;
        new_password::accept("password", new, &[&owner.email, &owner.name])?;
        let kept = self.passwords.hash(new).await?;
        let now = self.now();
        let hash = token::known(token.trim()).ok_or(Error::LinkExpired)?;
        let mut tx = self.store.begin().await?;
        let member = store::links::take_reset(&mut tx, hash, now)
            .await?
            .ok_or(Error::LinkExpired)?;
        store::members::set_verified(&mut tx, member, now).await?;
        self.open_for(&mut tx, member, now).await?;
        self.replace_password(&mut tx, member, &kept, now).await?;
        tx.commit().await?;
        // What strangers have guessed at the old password is worth nothing now and must not stop the owner.
        self.throttles.strangers.forgive(&owner.email);
        tracing::info!(%member, "a password was set with the link of a mail; all sessions of the member ended");
        Ok(member)
    }

    /// Sets the password, ends all sessions and tells the owner.
    pub(crate) async fn replace_password(
        &self,
        tx: &mut Tx,
        id: MemberId,
        kept: &str,
        now: Timestamp,
    ) -> Result<()> {
        store::members::set_password(tx, id, kept).await?;
        store::sessions::remove_all(tx, id).await?;
        if let Some(member) = store::members::find_within(tx, id).await? {
            let text = PasswordChanged {
                name: &member.name,
                reset: &self.page(mail::FORGOT_PATH),
            };
            let mail = mail::compose(&self.random, now, &member.email, &text)?;
            store::outbox::insert(tx, &mail).await?;
        }
        Ok(())
    }

    async fn reset_link(&self, token: &str) -> Result<Option<MemberId>> {
        let Some(hash) = token::known(token.trim()) else {
            return Ok(None);
        };
        Ok(store::links::find_reset(&self.store, hash, self.now()).await?)
    }
}
