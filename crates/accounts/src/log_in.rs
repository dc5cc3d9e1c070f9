//! Log-in with address and password.

use crate::password::Verdict;
use crate::throttle::address_key;
use crate::{Accounts, Error, Result, SessionToken, email};
use secrecy::SecretString;
use std::net::IpAddr;

/// The browser in front of us.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Where the request came from.
    pub address: IpAddr,
    /// The `User-Agent` header; cut to 300 characters when kept.
    pub user_agent: String,
}

impl Accounts {
    /// Logs in: always a new session, so that nobody can plant one beforehand.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`] for a wrong password and, after the same work, for an unknown address;
    /// [`Error::NotVerified`] for a right password before the address is proven (a new link is sent);
    /// [`Error::Throttled`] whether the account exists or not; [`Error::Store`].
    pub async fn log_in(
        &self,
        email: &str,
        password: &SecretString,
        visitor: &Visitor,
    ) -> Result<SessionToken> {
        let now = self.now();
        let email = email::email(email)?;
        let address = address_key(visitor.address);
        for (throttle, key) in [
            (&self.throttles.address, &address),
            (&self.throttles.account, &email),
        ] {
            throttle
                .attempt(key, now)
                .map_err(|retry_after| Error::Throttled { retry_after })?;
        }

        let Some(member) = store::members::by_email(&self.store, &email).await? else {
            self.passwords.pretend(password).await?;
            return Err(Error::WrongCredentials);
        };
        match self.passwords.check(password, &member.password_hash).await? {
            Verdict::Wrong => return Err(Error::WrongCredentials),
            Verdict::Right => {}
            Verdict::RightButWeak => self.strengthen(&member, password).await,
        }
        if member.verified_at.is_none() {
            self.send_verification_again(&email).await?;
            return Err(Error::NotVerified);
        }
        self.throttles.account.forgive(&email);
        self.open_session(member.id, visitor).await
    }

    /// Keeps the password with today's parameters. If that fails, it will be done next time.
    async fn strengthen(&self, member: &store::members::Member, password: &SecretString) {
        let done = async {
            let hash = self.passwords.hash(password).await?;
            store::members::rehash(&self.store, member.id, &member.password_hash, &hash).await?;
            Ok::<_, Error>(())
        };
        if let Err(error) = done.await {
            tracing::warn!(member = %member.id, %error, "a password could not be hashed anew");
        }
    }
}
