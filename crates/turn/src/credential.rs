//! Short-lived credentials that need no list of users (draft-uberti-behave-turn-rest-00): the name says until
//! when it is good and for whom, the password is its HMAC under a secret of this start of the server.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use std::time::Duration;

/// Names longer than this were not made here, in bytes.
const LONGEST: usize = 64;

/// What a page shows to the server.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// `expiry:endpoint`, the expiry in seconds since 1970.
    pub username: String,
    /// The HMAC of the name, in Base64.
    pub password: String,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The password must not reach a log.
        f.debug_struct("Credential")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// Why a name is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It has not the form of the names that are given out.
    Malformed,
    /// Its time is over.
    Expired,
}

/// Gives credentials out, and knows them again.
#[derive(Debug)]
pub struct Credentials {
    key: hmac::Key,
    valid: Duration,
}

impl Credentials {
    /// From a secret that nobody else knows; a credential is good for `valid`.
    #[must_use]
    pub fn new(secret: &[u8; 32], valid: Duration) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret),
            valid,
        }
    }

    /// A credential for an endpoint.
    #[must_use]
    pub fn issue(&self, endpoint: &str, now: Timestamp) -> Credential {
        let username = format!("{}:{endpoint}", now.plus(self.valid).seconds());
        Credential {
            password: self.sign(&username),
            username,
        }
    }

    /// The password that belongs to a name.
    ///
    /// # Errors
    /// The name was not given out here, or its time is over. A forged name is found out only by the password.
    pub fn password(&self, username: &str, now: Timestamp) -> Result<String, Refused> {
        let (expiry, _) = parts(username)?;
        if expiry <= now {
            return Err(Refused::Expired);
        }
        Ok(self.sign(username))
    }

    /// Until when a credential is good that is given out now.
    pub(crate) fn expiry(&self, now: Timestamp) -> Timestamp {
        Timestamp::from_seconds(now.plus(self.valid).seconds())
    }

    fn sign(&self, username: &str) -> String {
        STANDARD.encode(hmac::sign(&self.key, username.as_bytes()))
    }
}

/// Until when a name is good, and for whom.
pub(crate) fn parts(username: &str) -> Result<(Timestamp, &str), Refused> {
    let (expiry, endpoint) = username.split_once(':').ok_or(Refused::Malformed)?;
    if username.len() > LONGEST || endpoint.is_empty() || !expiry.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refused::Malformed);
    }
    let expiry: i64 = expiry.parse().map_err(|_| Refused::Malformed)?;
    Ok((Timestamp::from_seconds(expiry), endpoint))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn credentials() -> Credentials {
        Credentials::new(b"0123456789abcdef0123456789abcdef", Duration::from_secs(60))
    }

    #[test]
    fn a_credential_is_of_the_form_of_the_draft() {
        let credential = credentials().issue("0a1b2c3d", NOW);
        assert_eq!(credential.username, "1800000060:0a1b2c3d");
        assert_eq!(STANDARD.decode(&credential.password).unwrap().len(), 20);
        assert_eq!(
            credentials().password(&credential.username, NOW),
            Ok(credential.password)
        );
    }

    #[test]
    fn it_ends_with_its_time() {
        let name = credentials().issue("a", NOW).username;
        let at = |seconds| credentials().password(&name, NOW.plus(Duration::from_secs(seconds)));
        assert!(at(59).is_ok());
        assert_eq!(at(60), Err(Refused::Expired));
    }

    #[test]
    fn no_password_fits_another_name_or_another_start() {
        let credential = credentials().issue("a", NOW);
        for name in ["1800000060:b", "1800009999:a"] {
            assert_ne!(
                credentials().password(name, NOW),
                Ok(credential.password.clone()),
                "{name}"
            );
        }
        let other = Credentials::new(&[7; 32], Duration::from_secs(60));
        assert_ne!(other.password(&credential.username, NOW), Ok(credential.password));
    }

    #[test]
    fn names_of_another_form_are_refused() {
        let long = format!("1900000000:{}", "x".repeat(64));
        for name in [
            "",
            "a",
            ":",
            ":a",
            "1900000000",
            "1900000000:",
            "-1900000000:a",
            "+1900000000:a",
            " 1900000000:a",
            "99999999999999999999:a",
            &long,
        ] {
            assert_eq!(
                credentials().password(name, NOW),
                Err(Refused::Malformed),
                "{name:?}"
            );
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let credential = credentials().issue("a", NOW);
        assert!(!format!("{credential:?}").contains(&credential.password));
    }
}
