//! Size, format and header: all that is looked at before the key is known.

use crate::verdict::{Decoded, Refusal};
use crate::words::{quote, show};
use crate::{MAX_TOKEN_BYTES, Rule};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{AppId, KeyId};
use serde_json::{Map, Value};

/// The parts of a token.
pub(crate) struct Parts {
    pub(crate) decoded: Decoded,
    pub(crate) signed: String,
    pub(crate) signature: Vec<u8>,
}

pub(crate) fn size(token: &str) -> Result<((), String), Refusal> {
    if token.is_empty() {
        return Err(Refusal::new(
            Rule::Missing,
            "There is no token. Sign one with your private key and pass it as jwt.",
        ));
    }
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Refusal::new(
            Rule::TooLarge,
            format!(
                "The token has {} bytes; at most {MAX_TOKEN_BYTES} are read. Leave out what meetings do not need.",
                token.len()
            ),
        ));
    }
    Ok(((), format!("{} bytes", token.len())))
}

pub(crate) fn parts(token: &str) -> Result<(Parts, String), Refusal> {
    let malformed = |message: String| Refusal::new(Rule::Malformed, message);
    let pieces: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = pieces.as_slice() else {
        return Err(malformed(format!(
            "A token has three parts with dots between them; this one has {}. Copy the whole token.",
            pieces.len()
        )));
    };
    let decode = |part: &str, name: &str| {
        URL_SAFE_NO_PAD.decode(part).map_err(|_| {
            malformed(format!(
                "The token's {name} is not base64url without padding. Copy the whole token, unchanged."
            ))
        })
    };
    let object = |bytes: &[u8], name: &str| {
        serde_json::from_slice::<Map<String, Value>>(bytes).map_err(|_| {
            malformed(format!(
                "The token's {name} is not a JSON object. Make the token with a JWT library."
            ))
        })
    };
    let decoded = Decoded {
        header: object(&decode(header, "header")?, "header")?,
        payload: object(&decode(payload, "payload")?, "payload")?,
    };
    let signature = decode(signature, "signature")?;
    let signed = token[..header.len() + 1 + payload.len()].to_owned();
    Ok((
        Parts {
            decoded,
            signed,
            signature,
        },
        "header, payload and signature".to_owned(),
    ))
}

// `jku`, `x5u`, `jwk` and `x5c` are not looked at: a token does not choose the key it is judged by.
pub(crate) fn algorithm(header: &Map<String, Value>) -> Result<((), String), Refusal> {
    if header.contains_key("crit") {
        return Err(Refusal::new(
            Rule::CriticalHeader,
            "The header has crit, which names extensions that must be understood; none are supported. Sign without it.",
        ));
    }
    match header.get("alg") {
        Some(Value::String(alg)) if alg == "RS256" => Ok(((), "RS256".to_owned())),
        None | Some(Value::Null) => Err(Refusal::new(
            Rule::AlgorithmNone,
            "The header names no alg, so the token counts as unsigned. Sign it with RS256.",
        )),
        Some(Value::String(alg)) if alg.eq_ignore_ascii_case("none") => Err(Refusal::new(
            Rule::AlgorithmNone,
            "The token is not signed (alg is none). Sign it with RS256 and your private key.",
        )),
        Some(Value::String(alg)) if alg.starts_with("HS") => Err(Refusal::new(
            Rule::AlgorithmNotAllowed,
            format!(
                "The token is signed with a shared secret (alg is {}). Only RS256 is accepted: sign with your RSA private key.",
                quote(alg)
            ),
        )),
        Some(other) => Err(Refusal::new(
            Rule::AlgorithmNotAllowed,
            format!(
                "The alg is {}; only \"RS256\" is accepted. Sign with your RSA private key and RS256.",
                show(other)
            ),
        )),
    }
}

pub(crate) fn kid(header: &Map<String, Value>) -> Result<(KeyId, String), Refusal> {
    match header.get("kid") {
        None | Some(Value::Null) => Err(Refusal::new(
            Rule::KidMissing,
            "The header has no kid. Put the key's kid, as the API keys page shows it, into the token's header.",
        )),
        Some(Value::String(text)) => text
            .parse::<KeyId>()
            .map(|kid| {
                let note = kid.to_string();
                (kid, note)
            })
            .map_err(|_| {
                Refusal::new(
                    Rule::KidMalformed,
                    format!(
                        "The kid is {}; it must be the AppID, a slash and the key's short name. Copy it from the API keys page.",
                        quote(text)
                    ),
                )
            }),
        Some(other) => Err(Refusal::new(
            Rule::KidMalformed,
            format!("The kid is {}; it must be a text. Copy it from the API keys page.", show(other)),
        )),
    }
}

pub(crate) fn app(kid: KeyId, expected: Option<&AppId>) -> Result<(KeyId, String), Refusal> {
    let app = kid.app();
    match expected {
        Some(expected) if *expected != app => Err(Refusal::new(
            Rule::KidOtherApp,
            format!(
                "The kid belongs to the app {app}, but this is {expected}. Sign with a key of this app, or open the other app's address."
            ),
        )),
        _ => Ok((kid, app.to_string())),
    }
}
