//! One direction of a leg's SRTP and SRTCP.

use super::counter::{self, Counter};
use super::gcm::{self, Gcm};
use super::key::{KeyingMaterial, Label, Profile, derive};
use super::replay::Windows;

/// Bytes of the SRTCP index and its E flag.
pub(super) const INDEX_BYTES: usize = 4;
/// Bytes of an RTCP packet that stay in clear: header and sender SSRC.
pub(super) const RTCP_CLEAR: usize = 8;
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

/// The keys of RTP or of RTCP.
enum Half {
    Gcm(Gcm),
    /// Seldom, and large.
    Counter(Box<Counter>),
}

/// Which keys are derived for a [`Half`].
struct Labels {
    key: Label,
    auth: Label,
    salt: Label,
}

const RTP: Labels = Labels {
    key: Label::RtpKey,
    auth: Label::RtpAuth,
    salt: Label::RtpSalt,
};
const RTCP: Labels = Labels {
    key: Label::RtcpKey,
    auth: Label::RtcpAuth,
    salt: Label::RtcpSalt,
};

impl Half {
    fn new(material: &KeyingMaterial, client: bool, labels: &Labels) -> Option<Self> {
        let (master, master_salt) = material.master(client);
        let (mut key, mut auth) = ([0u8; 32], [0u8; counter::AUTH_BYTES]);
        let key = &mut key[..master.len()];
        derive(master, master_salt, labels.key, key)?;
        derive(master, master_salt, labels.auth, &mut auth)?;
        let mut salt = [0u8; counter::SALT_BYTES];
        let salt = &mut salt[..master_salt.len()];
        derive(master, master_salt, labels.salt, salt)?;
        Self::with_session(material.profile(), key, &auth, salt)
    }

    fn with_session(profile: Profile, key: &[u8], auth: &[u8], salt: &[u8]) -> Option<Self> {
        Some(match profile {
            Profile::AeadAes128Gcm | Profile::AeadAes256Gcm => Self::Gcm(Gcm::new(key, salt)?),
            Profile::Aes128CmSha1 => Self::Counter(Box::new(Counter::new(key, auth, salt)?)),
        })
    }

    /// Bytes that sealing adds to a packet, besides the index of RTCP.
    const fn tag_bytes(&self) -> usize {
        match self {
            Self::Gcm(_) => gcm::TAG_BYTES,
            Self::Counter(_) => counter::TAG_BYTES,
        }
    }

    /// Where the SRTCP index lies in a packet: at the end (RFC 7714 §9.2) or before the tag (RFC 3711 §3.4).
    fn index_at(&self, length: usize) -> Option<usize> {
        length.checked_sub(match self {
            Self::Gcm(_) => INDEX_BYTES,
            Self::Counter(_) => INDEX_BYTES + counter::TAG_BYTES,
        })
    }
}

pub(super) fn xor(into: &mut [u8], other: &[u8]) {
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
            rtp: Half::new(material, client, &RTP)?,
            rtcp: Half::new(material, client, &RTCP)?,
            rtcp_index: 0,
        })
    }

    /// Seals the RTP packet that begins at `start` of `out` and whose header takes `header` bytes;
    /// the tag is appended. Each `index` must be used once per SSRC.
    pub fn seal_rtp(&self, ssrc: u32, index: u64, out: &mut Vec<u8>, start: usize, header: usize) {
        match &self.rtp {
            Half::Gcm(gcm) => gcm.seal_rtp(ssrc, index, out, start, header),
            Half::Counter(counter) => counter.seal_rtp(ssrc, index, out, start, header),
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
        let clear = &out[start..];
        let ssrc = u32::from_be_bytes([clear[4], clear[5], clear[6], clear[7]]);
        match &self.rtcp {
            Half::Gcm(gcm) => gcm.seal_rtcp(ssrc, self.rtcp_index, trailer, out, start),
            Half::Counter(counter) => counter.seal_rtcp(ssrc, self.rtcp_index, trailer, out, start),
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
            rtp: Half::new(material, client, &RTP)?,
            rtcp: Half::new(material, client, &RTCP)?,
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
        if packet.len() < header + self.rtp.tag_bytes() {
            return Err(Refused::Malformed);
        }
        let index = self.rtp_seen.estimate(ssrc, sequence);
        self.rtp_seen.check(ssrc, index)?;
        let length = match &self.rtp {
            Half::Gcm(gcm) => gcm.open_rtp(ssrc, index, packet, header),
            Half::Counter(counter) => counter.open_rtp(ssrc, index, packet, header),
        }
        .ok_or(Refused::NotAuthentic)?;
        self.rtp_seen.accept(ssrc, index);
        Ok((index, length))
    }

    /// Opens an SRTCP packet in place and gives the length of the plain compound packet.
    pub fn open_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, Refused> {
        if packet.len() < RTCP_CLEAR + self.rtcp.tag_bytes() + INDEX_BYTES {
            return Err(Refused::Malformed);
        }
        let at = self.rtcp.index_at(packet.len()).ok_or(Refused::Malformed)?;
        let trailer = [packet[at], packet[at + 1], packet[at + 2], packet[at + 3]];
        let word = u32::from_be_bytes(trailer);
        let index = word & !ENCRYPTED;
        if word & ENCRYPTED == 0 {
            return Err(Refused::Malformed);
        }
        let ssrc = u32::from_be_bytes([packet[4], packet[5], packet[6], packet[7]]);
        self.rtcp_seen.check(ssrc, u64::from(index))?;
        let length = match &self.rtcp {
            Half::Gcm(gcm) => gcm.open_rtcp(ssrc, index, trailer, packet),
            Half::Counter(counter) => counter.open_rtcp(ssrc, index, packet),
        }
        .ok_or(Refused::NotAuthentic)?;
        self.rtcp_seen.accept(ssrc, u64::from(index));
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: [u8; gcm::SALT_BYTES] = *b"Quid pro quo";

    fn bytes(hex: &str) -> Vec<u8> {
        let hex: String = hex.split_whitespace().collect();
        (0..hex.len() / 2)
            .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hex"))
            .collect()
    }

    fn sealer(profile: Profile) -> Sealer {
        let key: Vec<u8> = (0..profile.key_bytes() as u8).collect();
        let half = || Half::with_session(profile, &key, &[], &SALT).expect("a key");
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
