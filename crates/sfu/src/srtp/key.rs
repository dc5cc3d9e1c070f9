//! From DTLS keying material to SRTP session keys (RFC 5764 §4.2, RFC 3711 §4.3, RFC 7714 §11).

use aws_lc_rs::cipher::{AES_128, AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;

use super::{counter, gcm};

/// The SRTP protection profiles we speak, the AEAD ones of RFC 7714 §14.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// `SRTP_AEAD_AES_128_GCM`
    AeadAes128Gcm,
    /// `SRTP_AEAD_AES_256_GCM`
    AeadAes256Gcm,
    /// `SRTP_AES128_CM_SHA1_80` (RFC 5764 §4.1.2)
    Aes128CmSha1,
}

impl Profile {
    /// Bytes of a master or session key.
    pub const fn key_bytes(self) -> usize {
        match self {
            Self::AeadAes128Gcm | Self::Aes128CmSha1 => 16,
            Self::AeadAes256Gcm => 32,
        }
    }

    /// Bytes of a master or session salt.
    pub const fn salt_bytes(self) -> usize {
        match self {
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => gcm::SALT_BYTES,
            Self::Aes128CmSha1 => counter::SALT_BYTES,
        }
    }

    /// Bytes to export from DTLS: two keys and two salts.
    pub const fn export_bytes(self) -> usize {
        2 * (self.key_bytes() + self.salt_bytes())
    }
}

/// What DTLS exported for `EXTRACTOR-dtls_srtp`; the page was the DTLS client.
#[derive(Clone)]
pub struct KeyingMaterial {
    profile: Profile,
    bytes: Vec<u8>,
}

impl std::fmt::Debug for KeyingMaterial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyingMaterial")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

impl KeyingMaterial {
    /// Takes the exported bytes; `None` when their number does not fit the profile.
    pub fn new(profile: Profile, bytes: Vec<u8>) -> Option<Self> {
        (bytes.len() == profile.export_bytes()).then_some(Self { profile, bytes })
    }

    /// The profile these keys are for.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Master key and salt of what the DTLS client (`true`) or server (`false`) sends.
    pub fn master(&self, client: bool) -> (&[u8], &[u8]) {
        let (key, salt) = (self.profile.key_bytes(), self.profile.salt_bytes());
        let side = usize::from(!client);
        let at = 2 * key + side * salt;
        (
            &self.bytes[side * key..(side + 1) * key],
            &self.bytes[at..at + salt],
        )
    }
}

/// Labels of the key derivation (RFC 3711 §4.3.1 and §4.3.2).
#[derive(Debug, Clone, Copy)]
#[repr(u8)]
pub(super) enum Label {
    /// RTP encryption.
    RtpKey = 0,
    /// RTP authentication.
    RtpAuth = 1,
    /// RTP salt.
    RtpSalt = 2,
    /// RTCP encryption.
    RtcpKey = 3,
    /// RTCP authentication.
    RtcpAuth = 4,
    /// RTCP salt.
    RtcpSalt = 5,
}

/// Derives a session key with AES-CM and a key derivation rate of zero; salts shorter than 14 bytes
/// are filled with zeros at the end (RFC 7714 §11).
pub(super) fn derive(master: &[u8], salt: &[u8], label: Label, out: &mut [u8]) -> Option<()> {
    let algorithm = if master.len() == 32 { &AES_256 } else { &AES_128 };
    let mut block = [0u8; 16];
    block.get_mut(..salt.len())?.copy_from_slice(salt);
    block[7] ^= label as u8;
    out.fill(0);
    let key = UnboundCipherKey::new(algorithm, master).ok()?;
    EncryptingKey::ctr(key)
        .ok()?
        .less_safe_encrypt(out, EncryptionContext::Iv128(FixedLength::from(block)))
        .ok()?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len() / 2)
            .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).expect("hex"))
            .collect()
    }

    /// RFC 3711 appendix B.3.
    #[test]
    fn session_keys_are_those_of_rfc_3711() {
        let master = bytes("E1F97A0D3E018BE0D64FA32C06DE4139");
        let salt = bytes("0EC675AD498AFEEBB6960B3AABE6");
        let (mut key, mut session_salt) = ([0; 16], [0; 14]);
        derive(&master, &salt, Label::RtpKey, &mut key).expect("derived");
        derive(&master, &salt, Label::RtpSalt, &mut session_salt).expect("derived");
        assert_eq!(key.to_vec(), bytes("C61E7A93744F39EE10734AFE3FF7A087"));
        assert_eq!(session_salt.to_vec(), bytes("30CBBC08863D8C85D49DB34A9AE1"));
    }

    #[test]
    fn each_side_has_its_own_part_of_the_export() {
        let export: Vec<u8> = (0..56).collect();
        let material = KeyingMaterial::new(Profile::AeadAes128Gcm, export.clone()).expect("fits");
        assert_eq!(material.master(true), (&export[0..16], &export[32..44]));
        assert_eq!(material.master(false), (&export[16..32], &export[44..56]));
        assert!(KeyingMaterial::new(Profile::AeadAes256Gcm, export).is_none());
    }
}
