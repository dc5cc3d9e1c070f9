//! Without mail nobody can finish signing up or choose a new password.

use super::Check;
use crate::cli::Serve;
use crate::tasks::mail::Postman;

const SUBJECT: &str = "mail";

pub(crate) async fn check(options: &Serve) -> Check {
    let Some(url) = &options.smtp_url else {
        return if options.development {
            Check::good(
                SUBJECT,
                "Shown on the page /mailbox and not sent (development mode).",
            )
        } else {
            Check::attention(
                SUBJECT,
                "No mail server is given, so nobody can finish signing up. Give one with --smtp-url.",
            )
        };
    };
    let postman = match Postman::new(url, &options.mail_from) {
        Ok(postman) => postman,
        Err(failure) => return Check::bad(SUBJECT, failure.to_string()),
    };
    match postman.knock().await {
        Ok(()) => Check::good(SUBJECT, "The mail server answers."),
        Err(error) => Check::bad(
            SUBJECT,
            format!("The mail server cannot be used: {error}. Check --smtp-url."),
        ),
    }
}
