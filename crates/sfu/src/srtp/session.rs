//! One direction of a leg's SRTP and SRTCP (RFC 7714 §8 and §9).

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use super::key::{KeyingMaterial, Label, Profile, SALT_BYTES, derive};
use super::replay::Windows;

/// Bytes that sealing adds to an RTP packet.
pub(super) const TAG_BYTES: usize = 16;
/// Bytes of the SRTCP index and its E flag.
const INDEX_BYTES: usize = 4;
/// Bytes of an RTCP packet that stay in clear: header and sender SSRC.
const RTCP_CLEAR: usize = 8;
/// The E flag: this SRTCP packet is encrypted (RFC 3711 §3.4).
const ENCRYPTED: u32 = 1 << 31;

/// Why a packet was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Too short or cut.
    Malformed,
    /// Seen already, or too old to tell.
    Replayed,
    /// The tag is wrong: other key, or changed on the way.
    NotAuthentic,
    /// More streams than one page may send.
    TooManyStreams,
}

struct Half {
    key: LessSafeKey,
    salt: [u8; SALT_BYTES],
}

impl Half {
    fn new(material: &KeyingMaterial, client: bool, key: Label, salt: Label) -> Option<Self> {
        let (master, master_salt) = material.master(client);
        let mut session = [0u8; 32];
        let session = &mut session[..material.profile().key_bytes()];
        derive(master, master_salt, key, session)?;
        let mut session_salt = [0u8; SALT_BYTES];
        derive(master, master_salt, salt, &mut session_salt)?;
        Self::with_session(material.profile(), session, session_salt)
    }

    fn with_session(profile: Profile, key: &[u8], salt: [u8; SALT_BYTES]) -> Option<Self> {
        let algorithm = match profile {
            Profile::AeadAes128Gcm => &AES_128_GCM,
            Profile::AeadAes256Gcm => &AES_256_GCM,
        };
        let key = LessSafeKey::new(UnboundKey::new(algorithm, key).ok()?);
        Some(Self { key, salt })
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
}

fn xor(into: &mut [u8], other: &[u8]) {
    for (a, b) in into.iter_mut().zip(other) {
        *a ^= b;
    }
}

/// Seals what we send to one page.
pub struct Sealer {
    rtp: Half,
    rtcp: Half,
    rtcp_index: u32,
}

impl Sealer {
    /// Keys of the DTLS server's (`client` false) or client's sending direction.
    pub fn new(material: &KeyingMaterial, client: bool) -> Option<Self> {
        Some(Self {
            rtp: Half::new(material, client, Label::RtpKey, Label::RtpSalt)?,
            rtcp: Half::new(material, client, Label::RtcpKey, Label::RtcpSalt)?,
            rtcp_index: 0,
        })
    }

    /// Seals the RTP packet that begins at `start` of `out` and whose header takes `header` bytes;
    /// the tag is appended. Each `index` must be used once per SSRC.
    pub fn seal_rtp(&self, ssrc: u32, index: u64, out: &mut Vec<u8>, start: usize, header: usize) {
        let (clear, payload) = out[start..].split_at_mut(header);
        let nonce = self.rtp.rtp_nonce(ssrc, index);
        let sealed = self
            .rtp
            .key
            .seal_in_place_separate_tag(nonce, Aad::from(&*clear), payload);
        match sealed {
            Ok(tag) => out.extend_from_slice(tag.as_ref()),
            Err(_) => out.truncate(start),
        }
    }

    /// Seals the compound RTCP packet that begins at `start` of `out`.
    pub fn seal_rtcp(&mut self, out: &mut Vec<u8>, start: usize) {
        if out.len() < start + RTCP_CLEAR {
            out.truncate(start);
            return;
        }
        self.rtcp_index = (self.rtcp_index + 1) & !ENCRYPTED;
        let trailer = (self.rtcp_index | ENCRYPTED).to_be_bytes();
        let (clear, payload) = out[start..].split_at_mut(RTCP_CLEAR);
        let mut aad = [0u8; RTCP_CLEAR + INDEX_BYTES];
        aad[..RTCP_CLEAR].copy_from_slice(clear);
        aad[RTCP_CLEAR..].copy_from_slice(&trailer);
        let ssrc = u32::from_be_bytes([clear[4], clear[5], clear[6], clear[7]]);
        let nonce = self.rtcp.rtcp_nonce(ssrc, self.rtcp_index);
        match self
            .rtcp
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
}

/// Opens what one page sends.
pub struct Opener {
    rtp: Half,
    rtcp: Half,
    rtp_seen: Windows,
    /// Each of a page's streams counts its SRTCP packets for itself (RFC 3711 §3.2.3 and §3.4), as libsrtp and
    /// so browsers do.
    rtcp_seen: Windows,
}

impl Opener {
    /// Keys of the DTLS client's (`client` true) or server's sending direction.
    pub fn new(material: &KeyingMaterial, client: bool) -> Option<Self> {
        Some(Self {
            rtp: Half::new(material, client, Label::RtpKey, Label::RtpSalt)?,
            rtcp: Half::new(material, client, Label::RtcpKey, Label::RtcpSalt)?,
            rtp_seen: Windows::default(),
            rtcp_seen: Windows::default(),
        })
    }

    /// Opens an RTP packet in place: `header` bytes stay in clear. Gives the packet's index (rollover
    /// counter and sequence number) and the payload's length.
    pub fn open_rtp(
        &mut self,
        packet: &mut [u8],
        header: usize,
        ssrc: u32,
        sequence: u16,
    ) -> Result<(u64, usize), Refused> {
        if packet.len() < header + TAG_BYTES {
            return Err(Refused::Malformed);
        }
        let index = self.rtp_seen.estimate(ssrc, sequence);
        self.rtp_seen.check(ssrc, index)?;
        let (clear, sealed) = packet.split_at_mut(header);
        let nonce = self.rtp.rtp_nonce(ssrc, index);
        let length = self
            .rtp
            .key
            .open_in_place(nonce, Aad::from(&*clear), sealed)
            .map_err(|_| Refused::NotAuthentic)?
            .len();
        self.rtp_seen.accept(ssrc, index);
        Ok((index, length))
    }

    /// Opens an SRTCP packet in place and gives the length of the plain compound packet.
    pub fn open_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, Refused> {
        if packet.len() < RTCP_CLEAR + TAG_BYTES + INDEX_BYTES {
            return Err(Refused::Malformed);
        }
        let (body, trailer) = packet.split_at_mut(packet.len() - INDEX_BYTES);
        let word = u32::from_be_bytes([trailer[0], trailer[1], trailer[2], trailer[3]]);
        let index = word & !ENCRYPTED;
        if word & ENCRYPTED == 0 {
            return Err(Refused::Malformed);
        }
        let (clear, sealed) = body.split_at_mut(RTCP_CLEAR);
        let ssrc = u32::from_be_bytes([clear[4], clear[5], clear[6], clear[7]]);
        self.rtcp_seen.check(ssrc, u64::from(index))?;
        let mut aad = [0u8; RTCP_CLEAR + INDEX_BYTES];
        aad[..RTCP_CLEAR].copy_from_slice(clear);
        aad[RTCP_CLEAR..].copy_from_slice(trailer);
        let nonce = self.rtcp.rtcp_nonce(ssrc, index);
        let length = self
            .rtcp
            .key
            .open_in_place(nonce, Aad::from(aad), sealed)
            .map_err(|_| Refused::NotAuthentic)?
            .len();
        self.rtcp_seen.accept(ssrc, u64::from(index));
        Ok(RTCP_CLEAR + length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: [u8; SALT_BYTES] = *b"Quid pro quo";

    fn bytes(hex: &str) -> Vec<u8> {
        let hex: String = hex.split_whitespace().collect();
        (0..hex.len() / 2)
            .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hex"))
            .collect()
    }

    fn sealer(profile: Profile) -> Sealer {
        let key: Vec<u8> = (0..profile.key_bytes() as u8).collect();
        let half = || Half::with_session(profile, &key, SALT).expect("a key");
        Sealer {
            rtp: half(),
            rtcp: half(),
            rtcp_index: 0x5D3,
        }
    }

    /// RFC 7714 §16.1.1 and §16.2.1.
    #[test]
    fn rtp_is_sealed_as_in_rfc_7714() {
        let plain = bytes(
            "8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976 69736120
             696e2070 61727465 73207472 6573",
        );
        let mut out = plain.clone();
        sealer(Profile::AeadAes128Gcm).seal_rtp(0x5501_A0B2, 0xF17B, &mut out, 0, 12);
        let sealed = bytes(
            "8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f
             42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce",
        );
        assert_eq!(out, sealed);
        let mut out = plain;
        sealer(Profile::AeadAes256Gcm).seal_rtp(0x5501_A0B2, 0xF17B, &mut out, 0, 12);
        let sealed = bytes(
            "8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 9a58e2f3
             b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13",
        );
        assert_eq!(out, sealed);
    }

    /// RFC 7714 §17.1.
    #[test]
    fn rtcp_is_sealed_as_in_rfc_7714() {
        let mut out = bytes(
            "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61 deadbeef
             deadbeef deadbeef deadbeef deadbeef",
        );
        sealer(Profile::AeadAes128Gcm).seal_rtcp(&mut out, 0);
        let sealed = bytes(
            "81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d c676a5f1
             730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4",
        );
        assert_eq!(out, sealed);
    }
}
