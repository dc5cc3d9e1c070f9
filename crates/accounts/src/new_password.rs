//! Which new passwords are accepted.

use crate::{Error, Result};
use secrecy::{ExposeSecret, SecretString};

/// The ones that everybody tries first, in lower case, of 8 characters or more.
static COMMON: &str = include_str!("common_passwords.txt");

/// Whether a new password is good enough: long enough and not one that everybody tries first. There is
/// no rule about kinds of characters (NIST SP 800-63B §5.1.1.2, ASVS V6.2).
pub(crate) fn accept(field: &'static str, password: &SecretString, others: &[&str]) -> Result<()> {
    let text = password.expose_secret();
    let length = text.chars().count();
    if length < 8 {
        return Err(Error::invalid(
            field,
            "a password needs at least 8 characters; a short sentence is a good one",
        ));
    }
    if length > 256 {
        return Err(Error::invalid(
            field,
            "a password can have at most 256 characters; please shorten it",
        ));
    }
    let lower = text.to_lowercase();
    if COMMON.lines().any(|common| common == lower) || is_monotonous(&lower) {
        return Err(Error::invalid(
            field,
            "this is one of the passwords that are tried first; please choose another",
        ));
    }
    if others.iter().any(|other| other.trim().to_lowercase() == lower) {
        return Err(Error::invalid(
            field,
            "a password must not be your name or e-mail address; please choose another",
        ));
    }
    Ok(())
}

/// `aaaaaaaa`, `12345678`, `hgfedcba`: every step is the same.
fn is_monotonous(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let mut steps = codes.windows(2).map(|pair| pair[1] - pair[0]);
    let first = steps.next().unwrap_or(0);
    first.abs() <= 1 && steps.all(|step| step == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[test]
    fn long_enough_and_uncommon_is_good_enough() {
        for good in [
            "a sentence, short",
            "correct horse",
            "Kölner Dom!",
            &"x1".repeat(128),
        ] {
            assert!(accept("password", &secret(good), &[]).is_ok(), "{good}");
        }
        for bad in [
            "",
            "short",
            "password",
            "PassWord1",
            "12345678",
            "qwertyuiop",
            "aaaaaaaaaa",
            "87654321",
            &"x1".repeat(129),
        ] {
            assert!(accept("password", &secret(bad), &[]).is_err(), "{bad}");
        }
        assert!(accept("password", &secret("Ada@example.org"), &["ada@example.org"]).is_err());
    }

    #[test]
    fn the_list_holds_only_what_could_be_accepted_otherwise() {
        assert!(
            COMMON
                .lines()
                .all(|line| line.chars().count() >= 8 && line.to_lowercase() == line)
        );
    }
}
