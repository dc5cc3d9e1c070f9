//! Which public keys are taken, and what is said about the others.

use super::armor::{self, Block};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, UintRef};
use der::{Decode, Encode, Reader, SliceReader};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

/// The longest text that is read as a key, in bytes; a 8,192-bit key takes a tenth of it.
const MAX_PEM_BYTES: usize = 16 * 1024;

const MIN_BITS: usize = 2_048;
const MAX_BITS: usize = 8_192;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// An RSA public key that may verify tokens.
pub struct PublicKey {
    key: ParsedPublicKey,
    spki_pem: String,
    bits: usize,
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({} bits)", self.bits)
    }
}

/// Why a text is not taken as a public key: what happened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PemError {
    /// Nothing there.
    #[error(
        "There is no key. Paste the public key, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----."
    )]
    Empty,
    /// More than 16 KiB.
    #[error("This text has {0} bytes; a public key has at most 16,384. Paste the public key only.")]
    TooLong(usize),
    /// No armour.
    #[error(
        "This is not a PEM file. A public key begins with -----BEGIN PUBLIC KEY-----; `openssl rsa -in private.pem -pubout` prints it."
    )]
    NotPem,
    /// The private half.
    #[error(
        "This is a private key. It was not stored, but it has left your machine: treat it as exposed, make a new pair, and upload the file that begins with -----BEGIN PUBLIC KEY-----."
    )]
    Private,
    /// An X.509 certificate.
    #[error(
        "This is a certificate. Upload the public key inside it: `openssl x509 -in certificate.pem -pubkey -noout` prints it."
    )]
    Certificate,
    /// OpenSSH's format.
    #[error(
        "This is a key in OpenSSH's format. `ssh-keygen -e -m PKCS8 -f key.pub` prints it in the format that is needed."
    )]
    OpenSsh,
    /// More than one block.
    #[error("There are {0} keys in this text. Add them one at a time.")]
    Several(usize),
    /// A block of another kind.
    #[error(
        "This is a block called {0}, not a public key. A public key begins with -----BEGIN PUBLIC KEY-----."
    )]
    OtherLabel(String),
    /// Not RSA.
    #[error(
        "This is a key for {0}; tokens are signed with RS256, which needs an RSA key. Make one with `openssl genrsa 4096`."
    )]
    NotRsa(&'static str),
    /// Cannot be decoded.
    #[error("This key is damaged: {0}. Copy the whole file again, unchanged.")]
    Damaged(&'static str),
    /// Fewer than 2,048 bits.
    #[error(
        "This key has {0} bits; at least 2,048 are needed and 4,096 are recommended. Make a new pair with `openssl genrsa 4096`."
    )]
    TooSmall(usize),
    /// More than 8,192 bits.
    #[error("This key has {0} bits; at most 8,192 are read. Make a new pair with `openssl genrsa 4096`.")]
    TooLarge(usize),
    /// An exponent with which signatures prove nothing.
    #[error("This key has a public exponent that is not safe. Make a new pair with `openssl genrsa 4096`.")]
    Exponent,
}

impl PublicKey {
    /// Vets a text that somebody pasted or uploaded.
    ///
    /// # Errors
    /// [`PemError`], fit to be shown to that person.
    pub fn vet(text: &str) -> Result<Self, PemError> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if text.is_empty() {
            return Err(PemError::Empty);
        }
        // Looked for first and everywhere: a private key must be called one whatever surrounds it.
        if text.contains("PRIVATE KEY-----") {
            return Err(PemError::Private);
        }
        if text.len() > MAX_PEM_BYTES {
            return Err(PemError::TooLong(text.len()));
        }
        if text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") {
            return Err(PemError::OpenSsh);
        }
        let mut blocks = armor::blocks(text);
        match blocks.len() {
            0 if text.contains("-----BEGIN") => Err(PemError::Damaged("its last line is missing")),
            0 => Err(PemError::NotPem),
            1 => Self::from_block(blocks.remove(0)),
            several => Err(PemError::Several(several)),
        }
    }

    /// Reads back a key that was vetted before.
    pub(crate) fn from_spki_pem(pem: &str) -> Result<Self, PemError> {
        let block = armor::blocks(pem).pop().ok_or(PemError::NotPem)?;
        Self::from_block(block)
    }

    fn from_block(block: Block) -> Result<Self, PemError> {
        let bytes = block.bytes.ok_or(PemError::Damaged("it is not base64"));
        match block.label.as_str() {
            "PUBLIC KEY" => Self::from_pkcs1(spki_content(&bytes?)?),
            "RSA PUBLIC KEY" => Self::from_pkcs1(&bytes?),
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Err(PemError::Certificate),
            "SSH2 PUBLIC KEY" => Err(PemError::OpenSsh),
            other => {
                let label = other.chars().filter(|c| !c.is_control()).take(40).collect();
                Err(PemError::OtherLabel(label))
            }
        }
    }

    /// From the `RSAPublicKey` structure (RFC 8017 §A.1.1).
    fn from_pkcs1(pkcs1: &[u8]) -> Result<Self, PemError> {
        const NOT_RSA: PemError = PemError::Damaged("there is no RSA key inside");
        let mut reader = SliceReader::new(pkcs1).map_err(|_| NOT_RSA)?;
        let (modulus, exponent) = reader
            .sequence(|inner| -> der::Result<_> { Ok((UintRef::decode(inner)?, UintRef::decode(inner)?)) })
            .and_then(|parts| reader.finish().map(|()| parts))
            .map_err(|_| NOT_RSA)?;
        let bits = bits(modulus.as_bytes());
        if bits < MIN_BITS {
            return Err(PemError::TooSmall(bits));
        }
        if bits > MAX_BITS {
            return Err(PemError::TooLarge(bits));
        }
        if modulus.as_bytes().last().is_none_or(|last| last & 1 == 0) {
            return Err(PemError::Damaged("its modulus is even"));
        }
        let exponent = exponent.as_bytes();
        if exponent.last().is_none_or(|last| last & 1 == 0) || exponent == [1] {
            return Err(PemError::Exponent);
        }
        let spki = SubjectPublicKeyInfoRef {
            algorithm: AlgorithmIdentifierRef {
                oid: RSA,
                parameters: Some(AnyRef::NULL),
            },
            subject_public_key: BitStringRef::from_bytes(pkcs1).map_err(|_| NOT_RSA)?,
        }
        .to_der()
        .map_err(|_| NOT_RSA)?;
        // The verifying library has the last word, for instance on exponents of more than 33 bits.
        let key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &spki).map_err(|_| PemError::Exponent)?;
        Ok(Self {
            key,
            spki_pem: armor::public_key(&spki),
            bits,
        })
    }

    /// The key in the one form that is stored: SPKI PEM.
    #[must_use]
    pub fn spki_pem(&self) -> &str {
        &self.spki_pem
    }

    /// The length of the modulus in bits.
    #[must_use]
    pub const fn bits(&self) -> usize {
        self.bits
    }

    /// Whether the signature over `signed` was made with RS256 by this key's private half.
    #[must_use]
    pub fn verifies(&self, signed: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(signed, signature).is_ok()
    }
}

fn spki_content(der: &[u8]) -> Result<&[u8], PemError> {
    const UNREADABLE: PemError = PemError::Damaged("its inside cannot be read");
    let spki = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| UNREADABLE)?;
    match spki.algorithm.oid {
        RSA => spki.subject_public_key.as_bytes().ok_or(UNREADABLE),
        RSA_PSS => Err(PemError::NotRsa("RSA-PSS signatures only")),
        EC => Err(PemError::NotRsa("elliptic curves")),
        ED25519 => Err(PemError::NotRsa("Ed25519")),
        _ => Err(PemError::NotRsa("another algorithm")),
    }
}

fn bits(modulus: &[u8]) -> usize {
    modulus
        .first()
        .map_or(0, |first| modulus.len() * 8 - first.leading_zeros() as usize)
}
