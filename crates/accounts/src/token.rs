//! Reference tokens: 256 random bits that the server forgets and knows again by their digest.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Random;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use std::fmt;
use store::TokenHash;

/// The value of the session cookie. It is shown to its browser and to nobody else.
#[derive(Clone)]
pub struct SessionToken(SecretString);

impl SessionToken {
    /// For the cookie.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken")
    }
}

/// A new token and the digest to keep.
pub(crate) fn draw(random: &Random) -> (SecretString, TokenHash) {
    let text = URL_SAFE_NO_PAD.encode(random.bytes::<32>());
    let hash = digest(&text);
    (SecretString::from(text), hash)
}

pub(crate) fn draw_session(random: &Random) -> (SessionToken, TokenHash) {
    let (text, hash) = draw(random);
    (SessionToken(text), hash)
}

/// The digest of what a visitor brings, if it has the length of a token at all.
pub(crate) fn known(token: &str) -> Option<TokenHash> {
    (token.len() == 43).then(|| digest(token))
}

/// A token has 256 bits of its own, so one round of SHA-256 is enough; a password needs more.
fn digest(token: &str) -> TokenHash {
    TokenHash(Sha256::digest(token.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_digest_and_not_printed() {
        let random = store::testing::seeded(1);
        let (token, hash) = draw_session(&random);
        assert_eq!(known(token.expose()), Some(hash));
        assert_eq!(known("short"), None);
        assert_eq!(format!("{token:?}"), "SessionToken");
        assert_ne!(draw_session(&random).1, hash);
    }
}
