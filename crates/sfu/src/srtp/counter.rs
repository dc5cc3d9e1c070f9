//! AES in counter mode with HMAC-SHA1 (RFC 3711 §4.1.1 and §4.2), which every implementation of WebRTC must have
//! (RFC 8827 §6.5) and some have alone. It costs several times what AES-GCM does.

use aws_lc_rs::cipher::{AES_128, DecryptionContext, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;

use super::session::{INDEX_BYTES, RTCP_CLEAR, xor};

/// Bytes of the tag that are sent: 80 bits.
pub(super) const TAG_BYTES: usize = 10;
/// Bytes of salt.
pub(super) const SALT_BYTES: usize = 14;
/// Bytes of the key that authenticates.
pub(super) const AUTH_BYTES: usize = 20;

/// The session keys of one direction of RTP or RTCP.
pub(super) struct Counter {
    key: EncryptingKey,
    auth: hmac::Key,
    salt: [u8; SALT_BYTES],
}

impl Counter {
    /// Of a key of 16 bytes, one to authenticate, and a salt.
    pub(super) fn new(key: &[u8], auth: &[u8], salt: &[u8]) -> Option<Self> {
        let key = UnboundCipherKey::new(&AES_128, key).ok()?;
        Some(Self {
            key: EncryptingKey::ctr(key).ok()?,
            auth: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth),
            salt: salt.try_into().ok()?,
        })
    }

    /// Encrypts or decrypts, which is the same. RFC 3711 §4.1.1: salt, SSRC and index, then a counter of blocks.
    fn crypt(&self, ssrc: u32, index: u64, bytes: &mut [u8]) -> Option<()> {
        let mut iv = [0u8; 16];
        iv[..SALT_BYTES].copy_from_slice(&self.salt);
        xor(&mut iv[4..8], &ssrc.to_be_bytes());
        xor(&mut iv[8..14], &index.to_be_bytes()[2..]);
        let context = EncryptionContext::Iv128(FixedLength::from(iv));
        let used: DecryptionContext = self.key.less_safe_encrypt(bytes, context).ok()?;
        drop(used);
        Some(())
    }

    /// RFC 3711 §4.2: over the packet, and for RTP the rollover counter, which is not sent.
    fn tag(&self, packet: &[u8], rollover: &[u8]) -> [u8; TAG_BYTES] {
        let mut context = hmac::Context::with_key(&self.auth);
        context.update(packet);
        context.update(rollover);
        let mut tag = [0; TAG_BYTES];
        tag.copy_from_slice(&context.sign().as_ref()[..TAG_BYTES]);
        tag
    }

    /// Seals the packet that begins at `start` of `out` and appends the tag.
    pub(super) fn seal_rtp(&self, ssrc: u32, index: u64, out: &mut Vec<u8>, start: usize, header: usize) {
        match self.crypt(ssrc, index, &mut out[start + header..]) {
            Some(()) => {
                let tag = self.tag(&out[start..], &rollover(index));
                out.extend_from_slice(&tag);
            }
            None => out.truncate(start),
        }
    }

    /// Opens a packet in place and gives the length of its payload; `None` if it is not authentic.
    pub(super) fn open_rtp(&self, ssrc: u32, index: u64, packet: &mut [u8], header: usize) -> Option<usize> {
        let (body, tag) = packet.split_at_mut(packet.len().checked_sub(TAG_BYTES)?);
        verify_slices_are_equal(&self.tag(body, &rollover(index)), tag).ok()?;
        let payload = body.get_mut(header..)?;
        self.crypt(ssrc, index, payload)?;
        Some(payload.len())
    }

    /// Seals the compound packet that begins at `start` of `out`; `trailer` is the index with its E flag.
    pub(super) fn seal_rtcp(&self, ssrc: u32, index: u32, trailer: [u8; 4], out: &mut Vec<u8>, start: usize) {
        match self.crypt(ssrc, u64::from(index), &mut out[start + RTCP_CLEAR..]) {
            Some(()) => {
                out.extend_from_slice(&trailer);
                let tag = self.tag(&out[start..], &[]);
                out.extend_from_slice(&tag);
            }
            None => out.truncate(start),
        }
    }

    /// Opens a compound packet in place and gives its length.
    pub(super) fn open_rtcp(&self, ssrc: u32, index: u32, packet: &mut [u8]) -> Option<usize> {
        let (body, tag) = packet.split_at_mut(packet.len().checked_sub(TAG_BYTES)?);
        verify_slices_are_equal(&self.tag(body, &[]), tag).ok()?;
        let end = body.len().checked_sub(INDEX_BYTES)?;
        self.crypt(ssrc, u64::from(index), body.get_mut(RTCP_CLEAR..end)?)?;
        Some(end)
    }
}

/// The upper 32 bits of the 48 of an index.
fn rollover(index: u64) -> [u8; 4] {
    let bytes = index.to_be_bytes();
    [bytes[2], bytes[3], bytes[4], bytes[5]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let hex: String = hex.split_whitespace().collect();
        (0..hex.len() / 2)
            .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hex"))
            .collect()
    }

    /// RFC 3711 appendix B.2: the key stream of SSRC 0 and index 0.
    #[test]
    fn the_key_stream_is_that_of_rfc_3711() {
        let key = bytes("2B7E151628AED2A6ABF7158809CF4F3C");
        let salt = bytes("F0F1F2F3F4F5F6F7F8F9FAFBFCFD");
        let counter = Counter::new(&key, &[0; AUTH_BYTES], &salt).expect("keys");
        let mut stream = vec![0; 48];
        counter.crypt(0, 0, &mut stream).expect("encrypted");
        let expected = "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB
             41E95B3BB0A2E8DD477901E4FCA894C0";
        assert_eq!(stream, bytes(expected));
    }

    /// The packet and keys that libsrtp's own tests have (`srtp_validate`).
    #[test]
    fn rtp_is_sealed_as_libsrtp_does() {
        let (master, salt) = (
            bytes("e1f97a0d3e018be0d64fa32c06de4139"),
            bytes("0ec675ad498afeebb6960b3aabe6"),
        );
        let derived = |label, length| {
            let mut out = vec![0; length];
            super::super::key::derive(&master, &salt, label, &mut out).expect("derived");
            out
        };
        use super::super::key::Label;
        let counter = Counter::new(
            &derived(Label::RtpKey, 16),
            &derived(Label::RtpAuth, AUTH_BYTES),
            &derived(Label::RtpSalt, SALT_BYTES),
        )
        .expect("keys");
        let plain = bytes("800f1234 decafbad cafebabe abababab abababab abababab abababab");
        let sealed =
            bytes("800f1234 decafbad cafebabe 4e55dc4c e79978d8 8ca4d215 949d2402 b78d6acc 99ea179b 8dbb");
        let mut out = plain.clone();
        counter.seal_rtp(0xcafe_babe, 0x1234, &mut out, 0, 12);
        assert_eq!(out, sealed);
        let length = counter.open_rtp(0xcafe_babe, 0x1234, &mut out, 12);
        assert_eq!((length, &out[..28]), (Some(16), &plain[..]));
    }
}
