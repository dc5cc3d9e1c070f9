//! A new password for somebody who is logged in and knows the old one.

use crate::accounts::attempt;
use crate::password::Verdict;
use crate::{Accounts, Error, Result, new_password};
use domain::MemberId;
use secrecy::SecretString;

impl Accounts {
    /// Replaces the password and ends all sessions of the member, this one too:
    /// [`Accounts::open_session`] gives him a new one.
    ///
    /// # Errors
    /// [`Error::Invalid`] with field `old_password` or `password`; [`Error::Throttled`]; [`Error::Store`].
    pub async fn change_password(
        &self,
        member: MemberId,
        old: &SecretString,
        new: &SecretString,
    ) -> Result<()> {
        let now = self.now();
        let found = store::members::find(&self.store, member)
            .await?
            .ok_or(Error::WrongCredentials)?;
        // Counted apart from log-ins: only who is logged in gets here, and nobody else can use it up.
        let form = format!("{member} in the console");
        attempt(&self.throttles.account, &form, now)?;
        new_password::accept("password", new, &[&found.email, &found.name])?;
        if self.passwords.check(old, &found.password_hash).await? == Verdict::Wrong {
            return Err(Error::invalid(
                "old_password",
                "this is not your present password; try again, or log out and ask for a new one",
            ));
        }
        self.throttles.account.forgive(&form);
        let kept = self.passwords.hash(new).await?;
        let mut tx = self.store.begin().await?;
        self.replace_password(&mut tx, member, &kept, now).await?;
        tx.commit().await?;
        tracing::info!(%member, "a password was changed; all sessions of the member ended");
        Ok(())
    }
}
