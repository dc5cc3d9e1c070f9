//! RSA by the browser's own cryptography. Private keys stay in the page that made or read them.

use super::pem;
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// A new pair in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    /// SPKI; this half is sent.
    pub(super) public_pem: String,
    /// PKCS#8; this half is saved by its owner.
    pub(super) private_pem: String,
}

/// A private key that can sign, and the modulus that tells which pair it belongs to.
#[derive(Debug, Clone)]
pub(super) struct Signer {
    key: CryptoKey,
    /// base64url, as in a JWK.
    pub(super) modulus: String,
}

const NO_CRYPTO: &str = "This browser gives pages its cryptography only over https or on localhost. Open the console there, or make the key with openssl.";

fn subtle() -> Result<SubtleCrypto, String> {
    let crypto = window().crypto().map_err(|_| NO_CRYPTO)?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).unwrap_or_default();
    subtle.dyn_into().map_err(|_| NO_CRYPTO.to_owned())
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of a fresh object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}

fn rsa() -> Object {
    let algorithm = Object::new();
    set(&algorithm, "name", &"RSASSA-PKCS1-v1_5".into());
    set(&algorithm, "hash", &"SHA-256".into());
    algorithm
}

async fn done<T: JsCast>(promise: Result<js_sys::Promise, JsValue>) -> Result<T, JsValue> {
    JsFuture::from(promise?).await?.dyn_into()
}

async fn exported(subtle: &SubtleCrypto, format: &str, key: &CryptoKey) -> Result<Vec<u8>, JsValue> {
    let buffer: ArrayBuffer = done(subtle.export_key(format, key)).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

async fn modulus(subtle: &SubtleCrypto, key: &CryptoKey) -> Result<String, JsValue> {
    let jwk: Object = done(subtle.export_key("jwk", key)).await?;
    Ok(Reflect::get(&jwk, &"n".into())?.as_string().unwrap_or_default())
}

/// Makes a pair of 4,096 bits; takes a few seconds.
pub(super) async fn generate() -> Result<Pair, String> {
    let subtle = subtle()?;
    let algorithm = rsa();
    set(&algorithm, "modulusLength", &4_096.into());
    set(&algorithm, "publicExponent", &Uint8Array::from(&[1_u8, 0, 1][..]));
    let pair = async {
        let usages = Array::of2(&"sign".into(), &"verify".into());
        let made: Object = done(subtle.generate_key_with_object(&algorithm, true, &usages)).await?;
        let half = |name: &str| Reflect::get(&made, &name.into())?.dyn_into::<CryptoKey>();
        Ok::<_, JsValue>(Pair {
            public_pem: pem::wrap(
                "PUBLIC KEY",
                &exported(&subtle, "spki", &half("publicKey")?).await?,
            ),
            private_pem: pem::wrap(
                "PRIVATE KEY",
                &exported(&subtle, "pkcs8", &half("privateKey")?).await?,
            ),
        })
    };
    pair.await.map_err(|_| {
        String::from("The browser could not make a key pair. Try again, or make the key with openssl.")
    })
}

/// Reads a private key from PEM.
pub(super) async fn read_private(text: &str) -> Result<Signer, String> {
    let der = pem::private_key(text).map_err(|e| e.to_string())?;
    let subtle = subtle()?;
    let signer = async {
        let data: Object = Uint8Array::from(&der[..]).unchecked_into();
        let usages = Array::of1(&"sign".into());
        let key: CryptoKey =
            done(subtle.import_key_with_object("pkcs8", &data, &rsa(), true, &usages)).await?;
        let modulus = modulus(&subtle, &key).await?;
        Ok::<_, JsValue>(Signer { key, modulus })
    };
    signer
        .await
        .map_err(|_| String::from("The browser cannot read this key. It must be an RSA key in PKCS#8 form."))
}

/// The modulus of a public key in SPKI PEM.
pub(super) async fn public_modulus(text: &str) -> Option<String> {
    let der = pem::public_key(text)?;
    let subtle = subtle().ok()?;
    let data: Object = Uint8Array::from(&der[..]).unchecked_into();
    let usages = Array::of1(&"verify".into());
    let key: CryptoKey = done(subtle.import_key_with_object("spki", &data, &rsa(), true, &usages))
        .await
        .ok()?;
    modulus(&subtle, &key).await.ok()
}

/// Signs with RS256.
pub(super) async fn sign(signer: &Signer, input: &str) -> Result<Vec<u8>, String> {
    let subtle = subtle()?;
    let data = Uint8Array::from(input.as_bytes());
    let signature: Result<ArrayBuffer, JsValue> =
        done(subtle.sign_with_str_and_buffer_source("RSASSA-PKCS1-v1_5", &signer.key, &data)).await;
    match signature {
        Ok(buffer) => Ok(Uint8Array::new(&buffer).to_vec()),
        Err(_) => Err(String::from(
            "The browser refused to sign with this key. Choose its file again.",
        )),
    }
}
