//! Browsers give camera and microphone only to https and to localhost.

use super::Check;
use crate::cli::Serve;
use crate::clock::SystemClock;
use crate::tls;
use domain::{Clock, Timestamp};
use x509_parser::pem::parse_x509_pem;

const SUBJECT: &str = "certificate";
const DAY: i64 = 24 * 60 * 60;

pub(crate) fn check(options: &Serve) -> Check {
    if !options.tls() {
        let public = options.base_url();
        let host = tls::host_of(&public).unwrap_or_default();
        if public.starts_with("https://") {
            return Check::good(SUBJECT, "Not served here; the proxy in front has it.");
        }
        return if matches!(host, "localhost" | "127.0.0.1" | "[::1]") {
            Check::good(SUBJECT, "None needed: browsers trust localhost.")
        } else {
            Check::bad(
                SUBJECT,
                format!(
                    "Browsers refuse camera and microphone to http://{host}. Give --tls-cert and --tls-key, or try with --tls-self-signed."
                ),
            )
        };
    }
    let Ok(Some((cert, _))) = tls::files(options) else {
        return Check::bad(
            SUBJECT,
            "The self-signed certificate cannot be made in the data folder.",
        );
    };
    match std::fs::read(&cert) {
        Ok(pem) => judge(&pem, SystemClock.now()),
        Err(error) => Check::bad(SUBJECT, format!("{} cannot be read: {error}.", cert.display())),
    }
}

fn judge(pem: &[u8], now: Timestamp) -> Check {
    let dates = parse_x509_pem(pem).ok().and_then(|(_, pem)| {
        pem.parse_x509().ok().map(|cert| {
            (
                cert.validity().not_before.timestamp(),
                cert.validity().not_after.timestamp(),
            )
        })
    });
    let Some((from, until)) = dates else {
        return Check::bad(SUBJECT, "The file is not a certificate in PEM form.");
    };
    let end = Timestamp::from_seconds(until);
    if now.seconds() < from {
        Check::bad(
            SUBJECT,
            format!("It is valid only from {}.", Timestamp::from_seconds(from)),
        )
    } else if now.seconds() >= until {
        Check::bad(
            SUBJECT,
            format!("It expired at {end}. Renew it; a running server takes the new files by itself."),
        )
    } else if until - now.seconds() < 14 * DAY {
        Check::attention(SUBJECT, format!("It expires at {end}; renew it soon."))
    } else {
        Check::good(SUBJECT, format!("It is valid until {end}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Outcome;

    #[test]
    fn an_expired_certificate_is_found() {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let pem = made.cert.pem();
        assert_eq!(
            judge(pem.as_bytes(), Timestamp::from_seconds(1_800_000_000)).outcome,
            Outcome::Good
        );
        assert_eq!(
            judge(pem.as_bytes(), Timestamp::from_seconds(90_000_000_000)).outcome,
            Outcome::Bad
        );
        assert_eq!(
            judge(b"nonsense", Timestamp::from_seconds(1_800_000_000)).outcome,
            Outcome::Bad
        );
    }
}
