//! What people upload instead of a public key.

use crate::support::ours;
use proptest::prelude::*;
use tokens::{PemError, PublicKey};

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/", $name))
    };
}

fn error(text: &str) -> PemError {
    PublicKey::vet(text).unwrap_err()
}

#[test]
fn good_keys_come_out_in_one_form() {
    let spki = PublicKey::vet(fixture!("rsa-2048.pem")).unwrap();
    assert_eq!(spki.spki_pem(), fixture!("rsa-2048.pem"));
    assert_eq!(spki.bits(), 2_048);
    assert_eq!(PublicKey::vet(fixture!("rsa-4096.pem")).unwrap().bits(), 4_096);
    let pkcs1 = PublicKey::vet(fixture!("rsa-2048-pkcs1.pem")).unwrap();
    assert_eq!(pkcs1.spki_pem(), spki.spki_pem());
}

#[test]
fn pasting_harms_nothing() {
    let pem = fixture!("rsa-2048.pem");
    for text in [
        pem.replace('\n', "\r\n"),
        pem.replace('\n', "\\n"),
        pem.replace('\n', "\n    "),
        format!("\u{feff}  {pem}\n\n"),
        format!("Here it is:\n{pem}Greetings"),
        pem.replace('\n', "  ").replace("-----  ", "-----\n"),
        ours().public_pem.clone(),
    ] {
        assert!(PublicKey::vet(&text).is_ok(), "{text}");
    }
}

#[test]
fn a_private_key_is_called_one() {
    for label in [
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
    ] {
        let begin = format!("-----BEGIN {label}-----\nAAAA\n");
        assert_eq!(error(&begin), PemError::Private);
        assert_eq!(
            error(&format!(
                "{begin}-----END {label}-----\n{}",
                fixture!("rsa-2048.pem")
            )),
            PemError::Private
        );
        assert_eq!(
            error(&format!("{}{begin}", "x".repeat(1 << 20))),
            PemError::Private
        );
    }
    let sentence = PemError::Private.to_string();
    assert!(sentence.contains("not stored") && sentence.contains("exposed"));
}

#[test]
fn other_things_are_called_by_their_names() {
    let pem = fixture!("rsa-2048.pem");
    assert_eq!(error(""), PemError::Empty);
    assert_eq!(error(" \n\t"), PemError::Empty);
    assert_eq!(error("hello"), PemError::NotPem);
    assert_eq!(error("\u{0}\u{1}\u{fffd}"), PemError::NotPem);
    assert_eq!(error(&"x".repeat(20_000)), PemError::TooLong(20_000));
    assert_eq!(error(fixture!("certificate.pem")), PemError::Certificate);
    assert_eq!(error("ssh-rsa AAAAB3NzaC1yc2E= ada@laptop"), PemError::OpenSsh);
    assert_eq!(error(&format!("{pem}{pem}")), PemError::Several(2));
    assert_eq!(error(fixture!("ec.pem")), PemError::NotRsa("elliptic curves"));
    assert_eq!(error(fixture!("ed25519.pem")), PemError::NotRsa("Ed25519"));
    assert!(matches!(error(fixture!("rsa-pss.pem")), PemError::NotRsa(_)));
    assert!(matches!(
        error(&pem.replace("PUBLIC KEY", "PGP THING")),
        PemError::OtherLabel(_)
    ));
    assert!(matches!(
        error(&pem.replace("-----END", "")),
        PemError::Damaged(_)
    ));
    assert!(matches!(error(&pem.replace('M', "?")), PemError::Damaged(_)));
    assert!(matches!(
        error(&pem.replacen("MIIB", "MIIC", 1)),
        PemError::Damaged(_)
    ));
}

#[test]
fn weak_keys_are_refused() {
    assert_eq!(error(fixture!("rsa-1024.pem")), PemError::TooSmall(1_024));
    assert_eq!(error(fixture!("rsa-16384.pem")), PemError::TooLarge(16_384));
    assert_eq!(error(fixture!("exponent-1.pem")), PemError::Exponent);
    assert_eq!(error(fixture!("exponent-even.pem")), PemError::Exponent);
    assert!(matches!(
        error(fixture!("modulus-even.pem")),
        PemError::Damaged(_)
    ));
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,200}", at in 0..400_usize, byte in any::<u8>()) {
        let _ = PublicKey::vet(&text);
        let mut damaged = fixture!("rsa-2048.pem").as_bytes().to_vec();
        let at = at.min(damaged.len() - 1);
        damaged[at] = byte;
        let _ = PublicKey::vet(&String::from_utf8_lossy(&damaged));
        damaged.truncate(at);
        let _ = PublicKey::vet(&format!("{}\n-----END PUBLIC KEY-----", String::from_utf8_lossy(&damaged)));
    }
}
