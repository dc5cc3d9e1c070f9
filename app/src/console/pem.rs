//! PEM and the little DER that wraps an RSA key, so that whatever file people have can be used.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Why a file is not a private key that can sign; the sentence is for its owner.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum PrivateKeyError {
    /// Nothing between BEGIN and END.
    #[error("This is not a PEM file. Choose the file that begins with \"-----BEGIN PRIVATE KEY-----\".")]
    NotPem,
    /// The public half.
    #[error("This is a public key. Choose the private key that was saved when the pair was made.")]
    Public,
    /// Protected by a passphrase.
    #[error(
        "This key is protected by a passphrase, which a browser cannot open. Write an open copy with: openssl pkcs8 -topk8 -nocrypt -in key.pem -out open.pem"
    )]
    Encrypted,
    /// Some other kind of key.
    #[error("This is a {0}. Tokens are signed with RSA keys.")]
    OtherKind(String),
    /// Damaged.
    #[error("The text between BEGIN and END is damaged. Save the file again from where it was made.")]
    Damaged,
}

/// Writes DER as PEM with lines of 64 characters (RFC 7468).
pub(super) fn wrap(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str(&format!("-----END {label}-----\n"));
    pem
}

/// The label and the bytes of the first PEM block.
fn unwrap(pem: &str) -> Option<(&str, Vec<u8>)> {
    let after = &pem[pem.find("-----BEGIN ")? + 11..];
    let (label, after) = after.split_once("-----")?;
    let (body, _) = after.split_once("-----END ")?;
    let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    Some((label, STANDARD.decode(body).unwrap_or_default()))
}

/// The PKCS#8 bytes of a private key in either of its two usual forms.
pub(super) fn private_key(pem: &str) -> Result<Vec<u8>, PrivateKeyError> {
    let (label, der) = unwrap(pem).ok_or(PrivateKeyError::NotPem)?;
    // The old form announces its cipher in a header, which is not base64.
    if label == "ENCRYPTED PRIVATE KEY" || pem.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(PrivateKeyError::Encrypted);
    }
    if !matches!(label, "PRIVATE KEY" | "RSA PRIVATE KEY") {
        return Err(if label.contains("PUBLIC") || label == "CERTIFICATE" {
            PrivateKeyError::Public
        } else {
            PrivateKeyError::OtherKind(label.to_lowercase())
        });
    }
    // SEQUENCE with a length of its own.
    if der.len() < 64 || der[0] != 0x30 {
        return Err(PrivateKeyError::Damaged);
    }
    Ok(if label == "PRIVATE KEY" { der } else { pkcs8(&der) })
}

/// The bytes of a public key in SPKI PEM.
pub(super) fn public_key(pem: &str) -> Option<Vec<u8>> {
    unwrap(pem)
        .filter(|(label, _)| *label == "PUBLIC KEY")
        .map(|(_, der)| der)
}

/// Wraps a PKCS#1 RSAPrivateKey as PKCS#8 PrivateKeyInfo (RFC 5958 §2).
fn pkcs8(pkcs1: &[u8]) -> Vec<u8> {
    // version 0; AlgorithmIdentifier { rsaEncryption, NULL }
    const HEAD: [u8; 18] = [
        2, 1, 0, 0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0,
    ];
    let key = element(0x04, pkcs1);
    element(0x30, &[&HEAD[..], &key].concat())
}

/// A DER element with its length in the shortest form.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().position(|b| *b != 0).unwrap_or(length.len() - 1)..];
    let mut out = vec![tag];
    if content.len() < 0x80 {
        out.extend_from_slice(significant);
    } else {
        out.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
        out.extend_from_slice(significant);
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_can_be_unwrapped() {
        let der: Vec<u8> = std::iter::once(0x30).chain((0..200).map(|i| i as u8)).collect();
        let pem = wrap("PRIVATE KEY", &der);
        assert!(pem.lines().all(|line| line.len() <= 64));
        assert_eq!(private_key(&pem), Ok(der));
    }

    #[test]
    fn the_old_rsa_form_is_wrapped() {
        let pkcs1: Vec<u8> = std::iter::once(0x30)
            .chain(std::iter::repeat_n(7, 2_348))
            .collect();
        let der = private_key(&wrap("RSA PRIVATE KEY", &pkcs1)).unwrap();
        // SEQUENCE, two length bytes, then version and algorithm, then the key as OCTET STRING.
        assert_eq!(der[..4], [0x30, 0x82, 0x09, 0x43]);
        assert_eq!(der.len(), 4 + 0x943);
        assert_eq!(der[22..26], [0x04, 0x82, 0x09, 0x2d]);
        assert_eq!(der[26..], pkcs1);
    }

    #[test]
    fn lengths_are_as_short_as_they_can_be() {
        assert_eq!(element(4, &[])[..], [4, 0]);
        assert_eq!(element(4, &[0; 127])[..2], [4, 127]);
        assert_eq!(element(4, &[0; 128])[..3], [4, 0x81, 128]);
        assert_eq!(element(4, &[0; 256])[..4], [4, 0x82, 1, 0]);
    }

    #[test]
    fn every_wrong_file_is_named() {
        let block = |label: &str| wrap(label, &[0x30; 80]);
        assert_eq!(private_key("hello"), Err(PrivateKeyError::NotPem));
        assert_eq!(private_key(&block("PUBLIC KEY")), Err(PrivateKeyError::Public));
        assert_eq!(
            private_key(&block("ENCRYPTED PRIVATE KEY")),
            Err(PrivateKeyError::Encrypted)
        );
        assert_eq!(
            private_key(&block("EC PRIVATE KEY")),
            Err(PrivateKeyError::OtherKind("ec private key".into()))
        );
        assert_eq!(
            private_key(&wrap("PRIVATE KEY", b"short")),
            Err(PrivateKeyError::Damaged)
        );
        let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        assert_eq!(private_key(old), Err(PrivateKeyError::Encrypted));
    }
}
