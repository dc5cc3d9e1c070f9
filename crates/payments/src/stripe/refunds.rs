//! Refunds of PaymentIntents.

use super::KEY;
use super::answers::{CONCLAVE_KEY, Page, Refund};
use super::call::{Caller, Failure};
use crate::positive::positive;
use crate::{Error, RefundId, RefundOutcome, RefundRequest, Result};

const WHAT: &str = "refund";

/// Looks for the refund before making it: a refund is rare, the look is cheap, and it makes the
/// repetition safe for ever instead of for a day.
pub(super) async fn refund(caller: &Caller, request: &RefundRequest) -> Result<RefundOutcome> {
    let amount = request
        .amount
        .map(positive)
        .transpose()?
        .map(|amount| amount.cents().to_string());
    let intent = ("payment_intent", request.charge.as_str());
    let page: Page<Refund> = match caller.get(&["refunds"], &[intent, ("limit", "100")]).await {
        Ok(page) => page,
        Err(Failure::Doubt) => return Ok(RefundOutcome::Unknown),
        Err(failure) => return Err(failure.error("payment")),
    };
    let ours =
        |refund: &Refund| refund.metadata.get(CONCLAVE_KEY).map(String::as_str) == Some(request.key.as_str());
    if let Some(found) = page.data.into_iter().find(ours) {
        return Ok(found.outcome());
    }
    if page.has_more {
        return Err(Error::Unreadable("a payment with more than 100 refunds"));
    }
    let mut form = vec![intent, (KEY, request.key.as_str())];
    form.extend(amount.as_deref().map(|cents| ("amount", cents)));
    match caller
        .post_once::<Refund>(&["refunds"], &form, request.key.as_str())
        .await
    {
        Ok(refund) => Ok(refund.outcome()),
        Err(Failure::Doubt) => Ok(RefundOutcome::Unknown),
        Err(Failure::Denied(_, error)) if error.is_of_kind("idempotency_error") => Err(Error::KeyReused),
        Err(Failure::Denied(_, error)) if error.is("charge_already_refunded") => Err(Error::TooMuch),
        Err(failure) => Err(failure.error("payment")),
    }
}

pub(super) async fn state(caller: &Caller, refund: &RefundId) -> Result<RefundOutcome> {
    match caller.get::<Refund>(&["refunds", refund.as_str()], &[]).await {
        Ok(refund) => Ok(refund.outcome()),
        Err(Failure::Doubt) => Ok(RefundOutcome::Unknown),
        Err(failure) => Err(failure.error(WHAT)),
    }
}
