//! The texts of mails. Plain text: every mail program shows it, and nothing in it can be injected.

use askama::Template;
use domain::{Random, Timestamp};
use store::outbox::{Mail, MailId};

/// Path of the page that takes the link of [`VerifyEmail`], with `?token=`.
pub const VERIFY_PATH: &str = "/verify-email";
/// Path of the page that takes the link of [`ResetPassword`], with `?token=`.
pub const RESET_PATH: &str = "/reset-password";
/// Path of the page where a new password can be asked for.
pub const FORGOT_PATH: &str = "/forgot-password";
/// Path of the page where people log in.
pub const LOG_IN_PATH: &str = "/log-in";

/// Proves an address after sign-up.
#[derive(Debug, Template)]
#[template(path = "verify_email.txt")]
pub struct VerifyEmail<'a> {
    /// The member's name.
    pub name: &'a str,
    /// His organisation.
    pub organisation: &'a str,
    /// The whole link.
    pub link: &'a str,
}

/// Answers a sign-up with an address that has an account.
#[derive(Debug, Template)]
#[template(path = "already_registered.txt")]
pub struct AlreadyRegistered<'a> {
    /// The member's name, as he once gave it.
    pub name: &'a str,
    /// Where to log in.
    pub log_in: &'a str,
    /// Where to ask for a new password.
    pub reset: &'a str,
}

/// Lets somebody choose a new password.
#[derive(Debug, Template)]
#[template(path = "reset_password.txt")]
pub struct ResetPassword<'a> {
    /// The member's name.
    pub name: &'a str,
    /// The whole link.
    pub link: &'a str,
}

/// Tells the owner that his password is another one now.
#[derive(Debug, Template)]
#[template(path = "password_changed.txt")]
pub struct PasswordChanged<'a> {
    /// The member's name.
    pub name: &'a str,
    /// Where to ask for a new password.
    pub reset: &'a str,
}

/// A text with its subject.
pub(crate) trait Text: Template {
    const SUBJECT: &'static str;
}

impl Text for VerifyEmail<'_> {
    const SUBJECT: &'static str = "Confirm your e-mail address";
}
impl Text for AlreadyRegistered<'_> {
    const SUBJECT: &'static str = "You already have an account";
}
impl Text for ResetPassword<'_> {
    const SUBJECT: &'static str = "Choose a new password";
}
impl Text for PasswordChanged<'_> {
    const SUBJECT: &'static str = "Your password has been changed";
}

/// The mail, ready for the outbox.
pub(crate) fn compose<T: Text>(
    random: &Random,
    now: Timestamp,
    recipient: &str,
    text: &T,
) -> crate::Result<Mail> {
    Ok(Mail {
        id: MailId::new(random),
        recipient: recipient.to_owned(),
        subject: T::SUBJECT.to_owned(),
        body: text.render().map_err(crate::Error::internal)? + "\n",
        created_at: now,
        sent_at: None,
        attempts: 0,
        next_at: now,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &impl Text, parts: &[&str]) {
        let random = store::testing::seeded(1);
        let mail = compose(&random, Timestamp::from_seconds(1), "ada@example.org", text).unwrap();
        for part in parts {
            assert!(mail.body.contains(part), "{part} in {}", mail.body);
        }
        assert!(!mail.body.contains("{{") && mail.body.ends_with('\n'));
        assert!(
            mail.body
                .lines()
                .all(|line| line.len() < 120 || line.starts_with("http"))
        );
        assert!(
            !format!("{mail:?}").contains("token"),
            "a link must not reach a log"
        );
    }

    #[test]
    fn every_mail_is_complete() {
        let link = "https://meet.example.org/verify-email?token=abc";
        check(
            &VerifyEmail {
                name: "Ada & Co <x>",
                organisation: "Engines",
                link,
            },
            &["Ada & Co <x>", "Engines", link],
        );
        check(&ResetPassword { name: "Ada", link }, &["Ada", link, "one hour"]);
        check(
            &AlreadyRegistered {
                name: "Ada",
                log_in: "https://h/login",
                reset: "https://h/r?token=",
            },
            &["Ada", "https://h/login", "https://h/r"],
        );
        check(
            &PasswordChanged {
                name: "Ada",
                reset: "https://h/r?token=",
            },
            &["Ada", "https://h/r"],
        );
    }
}
