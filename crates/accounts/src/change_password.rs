//! A new password for somebody who is logged in and knows the old one.

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
        self.throttles
            .account
            .attempt(&found.email, now)
            .map_err(|retry_after| Error::Throttled { retry_after })?;
        new_password::accept("password", new, &[&found.email, &found.name])?;
        if self.passwords.check(old, &found.password_hash).await? == Verdict::Wrong {
            return Err(Error::invalid(
                "old_password",
                "this is not your present password; try again, or log out and ask for a new one",
            ));
        }
        self.throttles.account.forgive(&found.email);
        let kept = self.passwords.hash(new).await?;
        let mut tx = self.store.begin().await?;
        self.replace_password(&mut tx, member, &kept, now).await?;
        tx.commit().await?;
        Ok(())
    }
}
