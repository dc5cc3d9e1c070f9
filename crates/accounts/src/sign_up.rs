//! Sign-up of a new customer.

use crate::mail::{self, AlreadyRegistered, VerifyEmail};
use crate::throttle::address_key;
use crate::{Accounts, Error, Result, email, new_password, text, token};
use domain::{CustomerId, MemberId, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use std::net::IpAddr;
use std::time::Duration;
use store::Tx;
use store::customers::Customer;
use store::links::LinkPurpose;
use store::members::Member;

/// How long the link of the first mail works.
const VERIFY_FOR: Duration = Duration::from_secs(24 * 3600);

/// What a new customer types.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// Name of the organisation.
    pub organisation: String,
    /// Name of the person.
    pub name: String,
    /// His address.
    pub email: String,
    /// The password he wants.
    pub password: SecretString,
    /// Where the request came from.
    pub address: IpAddr,
}

impl Accounts {
    /// Signs up a customer with its first member and sends a link to his address. An address that has an
    /// account gets a mail that says so instead, and the caller cannot tell the difference. A sign-up
    /// whose address was never proven is replaced, so that nobody can keep an address that is not his.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the field, [`Error::Throttled`], [`Error::Store`].
    pub async fn sign_up(&self, form: SignUp) -> Result<()> {
        let organisation = text::name(
            "organisation",
            "the name of your organisation",
            &form.organisation,
        )?;
        let name = text::name("name", "your name", &form.name)?;
        let email = email::email(&form.email)?;
        new_password::accept("password", &form.password, &[&email, &name, &organisation])?;
        let now = self.now();
        self.throttles
            .address
            .attempt(&address_key(form.address), now)
            .map_err(|retry_after| Error::Throttled { retry_after })?;
        // Also for an address that has an account: the work must not tell the difference.
        let hash = self.passwords.hash(&form.password).await?;
        let may_mail = self.throttles.mail.attempt(&email, now).is_ok();

        let mut tx = self.store.begin().await?;
        match store::members::by_email_within(&mut tx, &email).await? {
            Some(member) if member.verified_at.is_some() => {
                if may_mail {
                    self.mail_already_registered(&mut tx, &member, now).await?;
                }
            }
            Some(member) => {
                let customer = new_customer(member.customer, &organisation, now);
                store::customers::replace(&mut tx, &customer).await?;
                store::members::replace_unverified(&mut tx, member.id, &name, &hash).await?;
                if may_mail {
                    let member = Member { name, ..member };
                    self.mail_verification(&mut tx, &member, &organisation, now)
                        .await?;
                }
            }
            None => {
                let customer = new_customer(CustomerId::new(&self.random), &organisation, now);
                let member = Member {
                    id: MemberId::new(&self.random),
                    customer: customer.id,
                    email,
                    name,
                    password_hash: hash,
                    created_at: now,
                    verified_at: None,
                };
                store::customers::insert(&mut tx, &customer).await?;
                match store::members::insert(&mut tx, &member).await {
                    // Somebody was faster by a moment; his mail is on its way.
                    Err(error) if error.is_unique("members_email") => return Ok(()),
                    other => other?,
                }
                self.mail_verification(&mut tx, &member, &organisation, now)
                    .await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Sends a new link to the member's address; earlier ones stop working.
    pub(crate) async fn mail_verification(
        &self,
        tx: &mut Tx,
        member: &Member,
        organisation: &str,
        now: Timestamp,
    ) -> Result<()> {
        let (token, hash) = token::draw(&self.random);
        let expires_at = now.plus(VERIFY_FOR);
        store::links::insert(tx, member.id, LinkPurpose::Verify, hash, now, expires_at).await?;
        let link = self.link(mail::VERIFY_PATH, token.expose_secret());
        let text = VerifyEmail {
            name: &member.name,
            organisation,
            link: &link,
        };
        let mail = mail::compose(&self.random, now, &member.email, &text)?;
        Ok(store::outbox::insert(tx, &mail).await?)
    }

    async fn mail_already_registered(&self, tx: &mut Tx, member: &Member, now: Timestamp) -> Result<()> {
        let text = AlreadyRegistered {
            name: &member.name,
            log_in: &self.page(mail::LOG_IN_PATH),
            reset: &self.page(mail::FORGOT_PATH),
        };
        let mail = mail::compose(&self.random, now, &member.email, &text)?;
        Ok(store::outbox::insert(tx, &mail).await?)
    }

    pub(crate) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    pub(crate) fn link(&self, path: &str, token: &str) -> String {
        format!("{}{path}?token={token}", self.public_url)
    }
}

fn new_customer(id: CustomerId, organisation: &str, now: Timestamp) -> Customer {
    Customer {
        id,
        organisation: organisation.to_owned(),
        anchor: now.date(),
        plan: "dev".to_owned(),
        created_at: now,
    }
}
