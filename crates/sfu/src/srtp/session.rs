//! One direction of a leg's SRTP and SRTCP (RFC 7714 §8 and §9).

use aws_lc_rs::aead::{
    AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey,
};

use super::key::{KeyingMaterial, Label, Profile, SALT_BYTES, derive};
use super::replay::ReplayWindow;

/// Bytes that sealing adds to an RTP packet.
pub(super) const TAG_BYTES: usize = 16;
/// Bytes of the SRTCP index and its E flag.
const INDEX_BYTES: usize = 4;
/// Bytes of an RTCP packet that stay in clear: header and sender SSRC.
const RTCP_CLEAR: usize = 8;
/// The E flag: this SRTCP packet is encrypted (RFC 3711 §3.4).
const ENCRYPTED: u32 = 1 << 31;
/// Streams that one page may send; more are refused.
const MAX_STREAMS: usize = 24;

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
        let algorithm = match material.profile() {
            Profile::AeadAes128Gcm => &AES_128_GCM,
            Profile::AeadAes256Gcm => &AES_256_GCM,
        };
        let key = LessSafeKey::new(UnboundKey::new(algorithm, session).ok()?);
        Some(Self { key, salt: session_salt })
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
        let sealed = self.rtp.key.seal_in_place_separate_tag(nonce, Aad::from(&*clear), payload);
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
        match self.rtcp.key.seal_in_place_separate_tag(nonce, Aad::from(aad), payload) {
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
    streams: Vec<(u32, ReplayWindow)>,
    rtcp_seen: ReplayWindow,
}

impl Opener {
    /// Keys of the DTLS client's (`client` true) or server's sending direction.
    pub fn new(material: &KeyingMaterial, client: bool) -> Option<Self> {
        Some(Self {
            rtp: Half::new(material, client, Label::RtpKey, Label::RtpSalt)?,
            rtcp: Half::new(material, client, Label::RtcpKey, Label::RtcpSalt)?,
            streams: Vec::with_capacity(MAX_STREAMS),
            rtcp_seen: ReplayWindow::default(),
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
        let known = self.streams.iter().position(|(s, _)| *s == ssrc);
        let index = known.map_or(u64::from(sequence), |at| self.streams[at].1.estimate(sequence));
        if known.is_some_and(|at| !self.streams[at].1.is_new(index)) {
            return Err(Refused::Replayed);
        }
        let (clear, sealed) = packet.split_at_mut(header);
        let nonce = self.rtp.rtp_nonce(ssrc, index);
        let length = self
            .rtp
            .key
            .open_in_place(nonce, Aad::from(&*clear), sealed)
            .map_err(|_| Refused::NotAuthentic)?
            .len();
        match known {
            Some(at) => self.streams[at].1.accept(index),
            None if self.streams.len() == MAX_STREAMS => return Err(Refused::TooManyStreams),
            None => {
                let mut window = ReplayWindow::default();
                window.accept(index);
                self.streams.push((ssrc, window));
            }
        }
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
        if !self.rtcp_seen.is_new(u64::from(index)) {
            return Err(Refused::Replayed);
        }
        let (clear, sealed) = body.split_at_mut(RTCP_CLEAR);
        let mut aad = [0u8; RTCP_CLEAR + INDEX_BYTES];
        aad[..RTCP_CLEAR].copy_from_slice(clear);
        aad[RTCP_CLEAR..].copy_from_slice(trailer);
        let ssrc = u32::from_be_bytes([clear[4], clear[5], clear[6], clear[7]]);
        let nonce = self.rtcp.rtcp_nonce(ssrc, index);
        let length = self
            .rtcp
            .key
            .open_in_place(nonce, Aad::from(aad), sealed)
            .map_err(|_| Refused::NotAuthentic)?
            .len();
        self.rtcp_seen.accept(u64::from(index));
        Ok(RTCP_CLEAR + length)
    }
}
