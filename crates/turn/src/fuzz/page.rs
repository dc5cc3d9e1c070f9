//! What a page says that has a credential.

use aws_lc_rs::hmac;

use crate::Credential;
use crate::message::long_term_key;
use crate::server::REALM;

/// STUN's header in bytes.
pub(super) const HEADER: usize = 20;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const REALM_OF: u16 = 0x0014;
const NONCE: u16 = 0x0015;

/// A request with these attributes, cut to whole words, and no others.
pub(super) fn bare(kind: u16, attributes: &[u8]) -> Vec<u8> {
    let attributes = &attributes[..attributes.len() / 4 * 4];
    let mut message = Vec::with_capacity(HEADER + attributes.len() + 200);
    message.extend_from_slice(&kind.to_be_bytes());
    message.extend_from_slice(&[0, 0]);
    message.extend_from_slice(&0x2112_A442u32.to_be_bytes());
    message.extend_from_slice(b"transaction!");
    message.extend_from_slice(attributes);
    set_length(&mut message, 0);
    message
}

/// The same, signed.
pub(super) fn signed(kind: u16, attributes: &[u8], credential: &Credential, nonce: &[u8]) -> Vec<u8> {
    let mut message = bare(kind, attributes);
    for (kind, value) in [
        (USERNAME, credential.username.as_bytes()),
        (REALM_OF, REALM.as_bytes()),
        (NONCE, nonce),
    ] {
        add(&mut message, kind, value);
    }
    set_length(&mut message, 24);
    let key = long_term_key(&credential.username, REALM, &credential.password).unwrap_or_default();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key);
    let tag = hmac::sign(&key, &message);
    add(&mut message, MESSAGE_INTEGRITY, tag.as_ref());
    message
}

/// The nonce in a refusal.
pub(super) fn nonce_in(refusal: &[u8]) -> Option<Vec<u8>> {
    let mut rest = refusal.get(HEADER..)?;
    loop {
        let ([a, b, c, d], after) = rest.split_first_chunk::<4>()?;
        let length = usize::from(u16::from_be_bytes([*c, *d]));
        if u16::from_be_bytes([*a, *b]) == NONCE {
            return after.get(..length).map(<[u8]>::to_vec);
        }
        rest = after.get(length.next_multiple_of(4)..)?;
    }
}

fn add(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    message.extend_from_slice(&kind.to_be_bytes());
    message.extend_from_slice(&(value.len() as u16).to_be_bytes());
    message.extend_from_slice(value);
    message.resize(message.len().next_multiple_of(4), 0);
}

fn set_length(message: &mut [u8], coming: usize) {
    let length = (message.len() - HEADER + coming) as u16;
    message[2..4].copy_from_slice(&length.to_be_bytes());
}
