//! Nonces that need no memory (RFC 8489 §9.2): each says until when it is good, with an HMAC over that and the
//! client's address. So a stranger, even one with a million forged addresses, leaves nothing behind.

use crate::server::Client;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Timestamp;
use std::net::IpAddr;
use std::time::Duration;

/// How long a nonce is good; the next request then gets a new one with its refusal.
const VALID: Duration = Duration::from_secs(60 * 60);
/// Of the HMAC, in bytes. Short, so that a refusal stays small; guessing it wins nothing but a place before
/// the check of the password.
const TAG: usize = 8;

/// Makes nonces, and knows them again.
#[derive(Debug)]
pub(crate) struct Nonces(hmac::Key);

impl Nonces {
    pub(crate) fn new(secret: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// A nonce for this client.
    pub(crate) fn make(&self, client: Client, now: Timestamp) -> String {
        // Seconds since 1970 fit into 32 bits until 2106; after that every nonce is stale one time more.
        let expiry = u32::try_from(now.plus(VALID).seconds()).unwrap_or(u32::MAX);
        self.encode(client, expiry)
    }

    /// Whether it was made for this client and is still good.
    pub(crate) fn is_good(&self, nonce: &str, client: Client, now: Timestamp) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(nonce) else {
            return false;
        };
        let Some((expiry, _)) = bytes.split_first_chunk::<4>() else {
            return false;
        };
        let expiry = u32::from_be_bytes(*expiry);
        let expected = self.encode(client, expiry);
        i64::from(expiry) > now.seconds()
            && aws_lc_rs::constant_time::verify_slices_are_equal(expected.as_bytes(), nonce.as_bytes())
                .is_ok()
    }

    fn encode(&self, client: Client, expiry: u32) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        let expiry = expiry.to_be_bytes();
        context.update(&expiry);
        context.update(&[client.transport as u8]);
        match client.address.ip() {
            IpAddr::V4(ip) => context.update(&ip.octets()),
            IpAddr::V6(ip) => context.update(&ip.octets()),
        }
        context.update(&client.address.port().to_be_bytes());
        let mut bytes = expiry.to_vec();
        bytes.extend_from_slice(&context.sign().as_ref()[..TAG]);
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Transport;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn client(address: &str, transport: Transport) -> Client {
        Client {
            transport,
            address: address.parse().unwrap(),
        }
    }

    #[test]
    fn a_nonce_is_good_for_its_client_and_its_time() {
        let nonces = Nonces::new(&[1; 32]);
        let ann = client("192.0.2.1:5000", Transport::Udp);
        let nonce = nonces.make(ann, NOW);
        assert_eq!(nonce.len(), 16);
        assert!(nonces.is_good(&nonce, ann, NOW.plus(VALID / 2)));
        assert!(!nonces.is_good(&nonce, ann, NOW.plus(VALID)));
        for other in [
            client("192.0.2.2:5000", Transport::Udp),
            client("192.0.2.1:5001", Transport::Udp),
            client("192.0.2.1:5000", Transport::Tcp),
        ] {
            assert!(!nonces.is_good(&nonce, other, NOW), "{other:?}");
        }
        assert!(!Nonces::new(&[2; 32]).is_good(&nonce, ann, NOW));
    }

    #[test]
    fn what_was_not_made_here_is_no_nonce() {
        let nonces = Nonces::new(&[1; 32]);
        let ann = client("192.0.2.1:5000", Transport::Udp);
        for nonce in ["", "x", "AAAA", "////////////////", "_____________________"] {
            assert!(!nonces.is_good(nonce, ann, NOW), "{nonce}");
        }
    }
}
