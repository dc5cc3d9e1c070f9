//! Log-in with address and password.

use crate::accounts::attempt;
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
        let pair = format!("{email} from {address}");
        attempt(&self.throttles.address, &address, now)?;
        attempt(&self.throttles.account, &pair, now)?;
        if !self.familiar.knows(&pair, now) {
            attempt(&self.throttles.strangers, &email, now)?;
        }

        let Some(member) = store::members::by_email(&self.store, &email).await? else {
            self.passwords.pretend(password).await?;
            tracing::info!("a log-in was refused: there is no such account");
            return Err(Error::WrongCredentials);
        };
        match self.passwords.check(password, &member.password_hash).await? {
            Verdict::Wrong => {
                tracing::info!(member = %member.id, "a log-in was refused: wrong password");
                return Err(Error::WrongCredentials);
            }
            Verdict::Right => {}
            Verdict::RightButWeak => self.strengthen(&member, password).await,
        }
        if member.verified_at.is_none() {
            self.mail_verification_again(&email).await?;
            return Err(Error::NotVerified);
        }
        self.throttles.account.forgive(&pair);
        self.familiar.remember(&pair, now);
        let token = self.open_session(member.id, visitor).await?;
        tracing::info!(member = %member.id, customer = %member.customer, "logged in");
        Ok(token)
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
