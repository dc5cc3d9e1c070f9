//! STUN as an ICE-lite server meets it: binding requests checked, binding successes written
//! (RFC 8489, RFC 8445 §7.3); and the other way round where we ask a STUN server.

mod client;

use std::net::{IpAddr, SocketAddr};

use aws_lc_rs::hmac;

pub(crate) use client::{TransactionId, is_success, read_success, write_request};

pub(crate) const COOKIE: u32 = 0x2112_A442;
const HEADER: usize = 20;
pub(crate) const BINDING_REQUEST: u16 = 0x0001;
pub(crate) const BINDING_SUCCESS: u16 = 0x0101;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const FINGERPRINT_XOR: u32 = 0x5354_554e;
/// Size of a MESSAGE-INTEGRITY value in bytes (HMAC-SHA1).
const INTEGRITY_BYTES: usize = 20;

/// The key of MESSAGE-INTEGRITY: the short-term password (RFC 8489 §9.1).
#[derive(Clone)]
pub(crate) struct IntegrityKey(hmac::Key);

impl IntegrityKey {
    /// Makes the key of an ICE password.
    pub(crate) fn new(password: &str) -> Self {
        Self(hmac::Key::new(
            hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            password.as_bytes(),
        ))
    }

    /// Ends the message from `start` on with MESSAGE-INTEGRITY and FINGERPRINT (RFC 8489 §14.5, §14.7).
    pub(crate) fn sign(&self, start: usize, out: &mut Vec<u8>) {
        set_length(out, start, 4 + INTEGRITY_BYTES);
        let tag = hmac::sign(&self.0, &out[start..]);
        out.extend_from_slice(&MESSAGE_INTEGRITY.to_be_bytes());
        out.extend_from_slice(&20u16.to_be_bytes());
        out.extend_from_slice(tag.as_ref());
        set_length(out, start, 8);
        write_fingerprint(start, out);
    }
}

/// A well-formed binding request whose integrity is still to be checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BindingRequest<'a> {
    message: &'a [u8],
    integrity_at: usize,
    /// The part of USERNAME that names us.
    pub local_ufrag: &'a str,
    /// The part of USERNAME that names the page.
    pub remote_ufrag: &'a str,
    /// USE-CANDIDATE: the page nominates this pair (RFC 8445 §7.1.2).
    pub nominated: bool,
}

impl<'a> BindingRequest<'a> {
    /// Reads a binding request; FINGERPRINT must be there and right (RFC 8445 §7.1), and nothing but
    /// FINGERPRINT may follow MESSAGE-INTEGRITY.
    pub(crate) fn parse(message: &'a [u8]) -> Option<Self> {
        let header = message.get(..HEADER)?;
        let length = usize::from(be16(header, 2)?);
        if be16(header, 0)? != BINDING_REQUEST
            || be32(header, 4)? != COOKIE
            || length != message.len() - HEADER
            || !length.is_multiple_of(4)
        {
            return None;
        }
        let (mut username, mut integrity_at, mut nominated) = (None, None, false);
        let mut at = HEADER;
        while at < message.len() {
            let kind = be16(message, at)?;
            let size = usize::from(be16(message, at + 2)?);
            let value = message.get(at + 4..at + 4 + size)?;
            match kind {
                FINGERPRINT => {
                    let right = crc32(&message[..at]) ^ FINGERPRINT_XOR;
                    if size != 4 || at + 8 != message.len() || be32(value, 0)? != right {
                        return None;
                    }
                    let (local, remote) = std::str::from_utf8(username?).ok()?.split_once(':')?;
                    return Some(Self {
                        message,
                        integrity_at: integrity_at?,
                        local_ufrag: local,
                        remote_ufrag: remote,
                        nominated,
                    });
                }
                _ if integrity_at.is_some() => {}
                MESSAGE_INTEGRITY if size == INTEGRITY_BYTES => integrity_at = Some(at),
                USERNAME => username = Some(value),
                USE_CANDIDATE => nominated = true,
                _ => {}
            }
            at += 4 + size.next_multiple_of(4);
        }
        None
    }

    /// Whether the sender knew the password.
    pub(crate) fn verify(&self, key: &IntegrityKey) -> bool {
        let mut context = hmac::Context::with_key(&key.0);
        context.update(&self.message[..2]);
        let covered = self.integrity_at + 4 + INTEGRITY_BYTES - HEADER;
        context.update(&u16::try_from(covered).unwrap_or(0).to_be_bytes());
        context.update(&self.message[4..self.integrity_at]);
        let value = self.integrity_at + 4;
        aws_lc_rs::constant_time::verify_slices_are_equal(
            context.sign().as_ref(),
            &self.message[value..value + INTEGRITY_BYTES],
        )
        .is_ok()
    }

    /// Appends the success response for a request that came from `from`.
    pub(crate) fn write_success(&self, from: SocketAddr, key: &IntegrityKey, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&BINDING_SUCCESS.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&self.message[4..HEADER]);
        write_xor_address(from, &self.message[4..HEADER], out);
        key.sign(start, out);
    }
}

/// Whether a datagram on the shared port is STUN (RFC 7983 §7).
pub(crate) fn is_stun(datagram: &[u8]) -> bool {
    datagram.len() >= HEADER && datagram[0] < 4
}

/// Writes the length of the message from `start` on, with attributes of so many bytes still coming.
pub(crate) fn set_length(out: &mut [u8], start: usize, coming: usize) {
    let length = u16::try_from(out.len() - start - HEADER + coming).unwrap_or(u16::MAX);
    out[start + 2..start + 4].copy_from_slice(&length.to_be_bytes());
}

/// XOR-MAPPED-ADDRESS (RFC 8489 §14.2); `mask` is the cookie and the transaction id.
fn write_xor_address(address: SocketAddr, mask: &[u8], out: &mut Vec<u8>) {
    let port = address.port() ^ 0x2112;
    out.extend_from_slice(&XOR_MAPPED_ADDRESS.to_be_bytes());
    let (family, length) = match address.ip().to_canonical() {
        IpAddr::V4(_) => (1u8, 8u16),
        IpAddr::V6(_) => (2, 20),
    };
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&[0, family]);
    out.extend_from_slice(&port.to_be_bytes());
    match address.ip().to_canonical() {
        IpAddr::V4(ip) => out.extend(ip.octets().iter().zip(mask).map(|(a, b)| a ^ b)),
        IpAddr::V6(ip) => out.extend(ip.octets().iter().zip(mask).map(|(a, b)| a ^ b)),
    }
}

/// FINGERPRINT (RFC 8489 §14.7) of the message from `start` on, whose length counts it already.
pub(crate) fn write_fingerprint(start: usize, out: &mut Vec<u8>) {
    let sum = crc32(&out[start..]) ^ FINGERPRINT_XOR;
    out.extend_from_slice(&FINGERPRINT.to_be_bytes());
    out.extend_from_slice(&4u16.to_be_bytes());
    out.extend_from_slice(&sum.to_be_bytes());
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// CRC-32 of FINGERPRINT (RFC 8489 §14.7: the polynomial of ITU V.42).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, byte| {
        (sum >> 8) ^ CRC_TABLE[usize::from((sum as u8) ^ byte)]
    })
}

const CRC_TABLE: [u32; 256] = {
    let mut table = [0u32; 256];
    let mut n = 0;
    while n < 256 {
        let mut sum = n as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 {
                0xEDB8_8320 ^ (sum >> 1)
            } else {
                sum >> 1
            };
            bit += 1;
        }
        table[n] = sum;
        n += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5769 §2.1: sample request with short-term authentication.
    const SAMPLE: &str = "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf";

    fn sample() -> Vec<u8> {
        (0..SAMPLE.len() / 2)
            .map(|i| u8::from_str_radix(&SAMPLE[2 * i..2 * i + 2], 16).expect("hex"))
            .collect()
    }

    #[test]
    fn the_sample_of_rfc_5769_is_accepted() {
        let bytes = sample();
        let request = BindingRequest::parse(&bytes).expect("well-formed");
        assert_eq!((request.local_ufrag, request.remote_ufrag), ("evtj", "h6vY"));
        assert!(request.verify(&IntegrityKey::new("VOkJxbRl1RmTxUk/WvJxBt")));
        assert!(!request.verify(&IntegrityKey::new("another password")));
    }

    #[test]
    fn a_flipped_bit_or_a_cut_is_refused() {
        let bytes = sample();
        for length in 0..bytes.len() {
            assert!(BindingRequest::parse(&bytes[..length]).is_none());
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(BindingRequest::parse(&flipped).is_none());
        }
    }
}
