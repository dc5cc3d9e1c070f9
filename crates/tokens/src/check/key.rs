//! Tenant, key and signature.

use crate::parsed::{KeyState, TenantState};
use crate::verdict::Refusal;
use crate::words::moment;
use crate::{PublicKey, Rule};
use domain::KeyId;

pub(crate) fn tenant(state: TenantState) -> Result<((), String), Refusal> {
    match state {
        TenantState::Active => Ok(((), "active".to_owned())),
        TenantState::Blocked => Err(Refusal::new(
            Rule::AppBlocked,
            "This app is blocked, so nobody can join its meetings. The account's owner can ask the operator why.",
        )),
        TenantState::Deleted => Err(Refusal::new(
            Rule::AppDeleted,
            "This app was deleted. Use the AppID of an app that still exists.",
        )),
        TenantState::Unknown => Err(Refusal::new(
            Rule::AppUnknown,
            "There is no app with this AppID on this server. Copy the AppID from the API keys page.",
        )),
    }
}

pub(crate) fn state<'a>(kid: &KeyId, state: &'a KeyState) -> Result<(&'a str, String), Refusal> {
    match state {
        KeyState::Enabled(pem) => Ok((pem.as_str(), "known and enabled".to_owned())),
        KeyState::Disabled(since) => Err(Refusal::new(
            Rule::KeyDisabled,
            format!(
                "The key {kid} is disabled since {}. Enable it on the API keys page, or sign with another key.",
                moment(*since)
            ),
        )),
        KeyState::Unknown => Err(Refusal::new(
            Rule::KeyUnknown,
            format!(
                "The app has no key {kid}; it may have been removed. Use a kid that the API keys page shows."
            ),
        )),
    }
}

pub(crate) fn signature(public_pem: &str, signed: &[u8], signature: &[u8]) -> Result<((), String), Refusal> {
    // A key is vetted before it is stored, so one that cannot be read is damage, not a choice of the
    // token's author; it must refuse all the same.
    let good = PublicKey::from_spki_pem(public_pem).is_ok_and(|key| key.verifies(signed, signature));
    if good {
        Ok(((), "made by the private half of this key".to_owned()))
    } else {
        Err(Refusal::new(
            Rule::SignatureInvalid,
            "The signature does not fit this key: the token was signed with another private key or changed afterwards. Sign it again with the private key that belongs to the kid.",
        ))
    }
}
