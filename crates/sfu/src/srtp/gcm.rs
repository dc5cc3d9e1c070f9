//! AES-GCM (RFC 7714 §8 and §9), which every current browser prefers.

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use super::session::{INDEX_BYTES, RTCP_CLEAR, xor};

/// Bytes that sealing adds to a packet.
pub(super) const TAG_BYTES: usize = 16;
/// Bytes of salt.
pub(super) const SALT_BYTES: usize = 12;

/// The session key of one direction of RTP or RTCP.
pub(super) struct Gcm {
    key: LessSafeKey,
    salt: [u8; SALT_BYTES],
}

impl Gcm {
    /// Of a key of 16 or 32 bytes and a salt.
    pub(super) fn new(key: &[u8], salt: &[u8]) -> Option<Self> {
        let algorithm = if key.len() == 32 {
            &AES_256_GCM
        } else {
            &AES_128_GCM
        };
        Some(Self {
            key: LessSafeKey::new(UnboundKey::new(algorithm, key).ok()?),
            salt: salt.try_into().ok()?,
        })
    }

    /// RFC 7714 §8.1: zeros, SSRC, rollover counter and sequence number, XORed with the salt.
    fn rtp_nonce(&self, ssrc: u32, index: u64) -> Nonce {
        let mut iv = self.salt;
        xor(&mut iv[2..6], &ssrc.to_be_bytes());
        xor(&mut iv[6..12], &index.to_be_bytes()[2..]);
        Nonce::assume_unique_for_key(iv)
    }

    /// RFC 7714 §9.1: zeros, SSRC, zeros, SRTCP index, XORed with the salt.
    fn rtcp_nonce(&self, ssrc: u32, index: u32) -> Nonce {
        let mut iv = self.salt;
        xor(&mut iv[2..6], &ssrc.to_be_bytes());
        xor(&mut iv[8..12], &index.to_be_bytes());
        Nonce::assume_unique_for_key(iv)
    }

    /// Seals the packet that begins at `start` of `out` and appends the tag.
    pub(super) fn seal_rtp(&self, ssrc: u32, index: u64, out: &mut Vec<u8>, start: usize, header: usize) {
        let (clear, payload) = out[start..].split_at_mut(header);
        let nonce = self.rtp_nonce(ssrc, index);
        let sealed = self
            .key
            .seal_in_place_separate_tag(nonce, Aad::from(&*clear), payload);
        match sealed {
            Ok(tag) => out.extend_from_slice(tag.as_ref()),
            Err(_) => out.truncate(start),
        }
    }

    /// Opens a packet in place and gives the length of its payload; `None` if it is not authentic.
    pub(super) fn open_rtp(&self, ssrc: u32, index: u64, packet: &mut [u8], header: usize) -> Option<usize> {
        let (clear, sealed) = packet.split_at_mut(header);
        let nonce = self.rtp_nonce(ssrc, index);
        let opened = self.key.open_in_place(nonce, Aad::from(&*clear), sealed);
        Some(opened.ok()?.len())
    }

    /// Seals the compound packet that begins at `start` of `out`; `trailer` is the index with its E flag.
    pub(super) fn seal_rtcp(&self, ssrc: u32, index: u32, trailer: [u8; 4], out: &mut Vec<u8>, start: usize) {
        let (clear, payload) = out[start..].split_at_mut(RTCP_CLEAR);
        let aad = rtcp_aad(clear, trailer);
        let nonce = self.rtcp_nonce(ssrc, index);
        match self
            .key
            .seal_in_place_separate_tag(nonce, Aad::from(aad), payload)
        {
            Ok(tag) => {
                out.extend_from_slice(tag.as_ref());
                out.extend_from_slice(&trailer);
            }
            Err(_) => out.truncate(start),
        }
    }

    /// Opens a compound packet in place and gives its length.
    pub(super) fn open_rtcp(
        &self,
        ssrc: u32,
        index: u32,
        trailer: [u8; 4],
        packet: &mut [u8],
    ) -> Option<usize> {
        let end = packet.len().checked_sub(INDEX_BYTES)?;
        let (clear, sealed) = packet.get_mut(..end)?.split_at_mut(RTCP_CLEAR);
        let aad = rtcp_aad(clear, trailer);
        let nonce = self.rtcp_nonce(ssrc, index);
        let opened = self.key.open_in_place(nonce, Aad::from(aad), sealed);
        Some(RTCP_CLEAR + opened.ok()?.len())
    }
}

/// RFC 7714 §9.2: what stays in clear, and the index with its E flag.
fn rtcp_aad(clear: &[u8], trailer: [u8; 4]) -> [u8; RTCP_CLEAR + INDEX_BYTES] {
    let mut aad = [0u8; RTCP_CLEAR + INDEX_BYTES];
    aad[..RTCP_CLEAR].copy_from_slice(clear);
    aad[RTCP_CLEAR..].copy_from_slice(&trailer);
    aad
}
