//! Stripe's Customer: one for each of ours.

use super::answers::Customer;
use super::call::Caller;
use crate::{Error, IdempotencyKey, Payer, PayerId, Result};

const WHAT: &str = "customer";

/// Brings a known customer up to date, or makes one. Made twice by accident (after the key is forgotten),
/// it does no harm: no money hangs on it yet.
pub(super) async fn ensure(caller: &Caller, payer: &Payer, known: Option<&PayerId>) -> Result<PayerId> {
    let form = [
        ("name", payer.name.as_str()),
        ("email", payer.email.as_str()),
        ("metadata[conclave_customer]", payer.reference.as_str()),
    ];
    if let Some(id) = known {
        let updated = caller.post::<Customer>(&["customers", id.as_str()], &form).await;
        match updated.map_err(|failure| failure.error(WHAT)) {
            Ok(customer) => return Ok(customer.id),
            // Deleted on Stripe's pages: made again.
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    // A gone predecessor is part of the key, or Stripe would answer with it again.
    let gone = known.map_or("", PayerId::as_str);
    let key = IdempotencyKey::derived("payer", &[&payer.reference, &payer.name, &payer.email, gone]);
    let made = caller
        .post_once::<Customer>(&["customers"], &form, key.as_str())
        .await;
    Ok(made.map_err(|failure| failure.error(WHAT))?.id)
}
