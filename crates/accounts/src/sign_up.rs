//! Sign-up of a new customer.

use crate::accounts::attempt;
use crate::mail::{self, AlreadyRegistered, VerifyEmail};
use crate::throttle::address_key;
use crate::{Accounts, Result, email, new_password, text, token};
use domain::{CustomerId, MemberId, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use std::net::IpAddr;
use std::time::Duration;
use store::Tx;
use store::customers::Customer;
use store::links::{Pending, Verification};
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

/// A form that can be accepted.
struct Wanted {
    organisation: String,
    name: String,
    email: String,
    hash: String,
}

impl Accounts {
    /// Signs up a customer with its first member and sends a link to his address. An address that has an
    /// account gets a mail that says so instead, and the caller cannot tell the difference. While an
    /// address is not proven, everybody may sign up with it; each link activates what was typed when it was
    /// made (docs/decisions/0004-sessions.md).
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with the field, [`crate::Error::Throttled`], [`crate::Error::Store`].
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
        attempt(&self.throttles.address, &address_key(form.address), now)?;
        // Also for an address that has an account: the work must not tell the difference.
        let hash = self.passwords.hash(&form.password).await?;
        let may_mail = self.throttles.mail.attempt(&email, now).is_ok();
        let wanted = Wanted {
            organisation,
            name,
            email,
            hash,
        };
        // The second time, the address has a member: somebody was faster by a moment.
        if !self.write_sign_up(&wanted, may_mail, now).await? {
            self.write_sign_up(&wanted, may_mail, now).await?;
        }
        Ok(())
    }

    /// Answers whether it was written, and not another sign-up with the same address at the same moment.
    async fn write_sign_up(&self, wanted: &Wanted, may_mail: bool, now: Timestamp) -> Result<bool> {
        let Wanted {
            organisation,
            name,
            email,
            hash,
        } = wanted;
        let mut tx = self.store.begin().await?;
        match store::members::by_email_within(&mut tx, email).await? {
            // Without a mail there is no link that says what it is for, and so nothing may change.
            Some(_) if !may_mail => {}
            Some(member) if member.verified_at.is_some() => {
                self.mail_already_registered(&mut tx, &member, now).await?;
            }
            Some(member) => {
                let customer = new_customer(member.customer, organisation, now);
                store::customers::replace(&mut tx, &customer).await?;
                store::members::replace_unverified(&mut tx, member.id, name, hash).await?;
                let member = Member {
                    name: name.clone(),
                    password_hash: hash.clone(),
                    ..member
                };
                self.mail_verification(&mut tx, &member, organisation, now)
                    .await?;
                tracing::info!(member = %member.id, "signed up again with an address that is not proven yet");
            }
            None => {
                let customer = new_customer(CustomerId::new(&self.random), organisation, now);
                let member = Member {
                    id: MemberId::new(&self.random),
                    customer: customer.id,
                    email: email.clone(),
                    name: name.clone(),
                    password_hash: hash.clone(),
                    created_at: now,
                    verified_at: None,
                };
                store::customers::insert(&mut tx, &customer).await?;
                match store::members::insert(&mut tx, &member).await {
                    Err(error) if error.is_unique("members_email") => return Ok(false),
                    other => other?,
                }
                self.mail_verification(&mut tx, &member, organisation, now)
                    .await?;
                tracing::info!(member = %member.id, customer = %customer.id, "signed up");
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Sends a new link to the member's address, for what the member and the organisation are called now.
    pub(crate) async fn mail_verification(
        &self,
        tx: &mut Tx,
        member: &Member,
        organisation: &str,
        now: Timestamp,
    ) -> Result<()> {
        let (token, hash) = token::draw(&self.random);
        let expires_at = now.plus(VERIFY_FOR);
        let verification = Verification {
            member: member.id,
            pending: Pending {
                organisation: organisation.to_owned(),
                name: member.name.clone(),
                password_hash: member.password_hash.clone(),
            },
        };
        store::links::insert_verification(tx, &verification, hash, now, expires_at).await?;
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
        created_at: now,
    }
}
