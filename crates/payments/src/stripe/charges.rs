//! PaymentIntents: made and confirmed in one call, without the card's owner.

use super::KEY;
use super::answers::{CONCLAVE_KEY, Page, PaymentIntent};
use super::call::{Caller, Failure};
use crate::positive::positive;
use crate::{ChargeId, ChargeOutcome, ChargeRequest, Error, IdempotencyKey, PayerId, Result};
use domain::Timestamp;
use reqwest::StatusCode;
use std::time::Duration;

const WHAT: &str = "payment";
/// Stripe keeps keys for at least 24 hours; half of that is trusted, so that clocks may differ and calls
/// may linger.
const KEY_TRUSTED: Duration = Duration::from_secs(12 * 3600);
/// A hundred attempts a page, and this many pages: more than a customer makes in a hundred years.
const MOST_PAGES: usize = 50;

pub(super) async fn charge(
    caller: &Caller,
    request: &ChargeRequest,
    now: Timestamp,
) -> Result<ChargeOutcome> {
    positive(request.amount)?;
    if now.since(request.first_tried) >= KEY_TRUSTED {
        match find(caller, &request.payer, &request.key).await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => {}
            Err(Error::Unreachable) => return Ok(ChargeOutcome::Unknown { charge: None }),
            Err(error) => return Err(error),
        }
    }
    let (cents, currency) = (
        request.amount.cents().to_string(),
        // As Stripe writes it.
        request.amount.currency().to_string().to_ascii_lowercase(),
    );
    let form = [
        ("amount", cents.as_str()),
        ("currency", currency.as_str()),
        ("customer", request.payer.as_str()),
        ("payment_method", request.card.as_str()),
        ("payment_method_types[]", "card"),
        ("confirm", "true"),
        ("off_session", "true"),
        ("metadata[conclave_invoice]", request.invoice.as_str()),
        (KEY, request.key.as_str()),
    ];
    match caller
        .post_once::<PaymentIntent>(&["payment_intents"], &form, request.key.as_str())
        .await
    {
        Ok(intent) => Ok(intent.outcome()),
        Err(Failure::Doubt) => Ok(ChargeOutcome::Unknown { charge: None }),
        Err(Failure::Denied(StatusCode::PAYMENT_REQUIRED, error)) => match error.payment_intent {
            Some(intent) => Ok(intent.outcome()),
            None => Ok(ChargeOutcome::Declined {
                charge: None,
                decline: error.decline(),
            }),
        },
        Err(Failure::Denied(_, error)) if error.is_of_kind("idempotency_error") => Err(Error::KeyReused),
        Err(failure) => Err(failure.error("card")),
    }
}

pub(super) async fn state(caller: &Caller, charge: &ChargeId) -> Result<ChargeOutcome> {
    match caller
        .get::<PaymentIntent>(&["payment_intents", charge.as_str()], &[])
        .await
    {
        Ok(intent) => Ok(intent.outcome()),
        Err(Failure::Doubt) => Ok(ChargeOutcome::Unknown {
            charge: Some(charge.clone()),
        }),
        Err(failure) => Err(failure.error(WHAT)),
    }
}

/// Goes through the payer's attempts. Stripe's search would be shorter, but it lags behind by minutes;
/// a list shows what was just made.
pub(super) async fn find(
    caller: &Caller,
    payer: &PayerId,
    key: &IdempotencyKey,
) -> Result<Option<ChargeOutcome>> {
    let mut best = None;
    let mut after: Option<ChargeId> = None;
    for _ in 0..MOST_PAGES {
        let mut query = vec![("customer", payer.as_str()), ("limit", "100")];
        query.extend(after.as_ref().map(|id| ("starting_after", id.as_str())));
        let page: Page<PaymentIntent> = caller
            .get(&["payment_intents"], &query)
            .await
            .map_err(|f| f.error("customer"))?;
        let last = page.data.last().map(|intent| intent.id.clone());
        for intent in page.data {
            if intent.metadata.get(CONCLAVE_KEY).map(String::as_str) == Some(key.as_str()) {
                let outcome = intent.outcome();
                // There should be one. If there are more, the paid one counts.
                if best.is_none() || matches!(outcome, ChargeOutcome::Paid { .. }) {
                    best = Some(outcome);
                }
            }
        }
        if !page.has_more || last.is_none() {
            return Ok(best);
        }
        after = last;
    }
    Err(Error::Unreadable("a list without end"))
}

pub(super) async fn cancel(caller: &Caller, charge: &ChargeId) -> Result<ChargeOutcome> {
    let path = ["payment_intents", charge.as_str(), "cancel"];
    match caller.post::<PaymentIntent>(&path, &[]).await {
        Ok(intent) => Ok(intent.outcome()),
        Err(Failure::Doubt) => Ok(ChargeOutcome::Unknown {
            charge: Some(charge.clone()),
        }),
        // Paid or cancelled before: it cannot be cancelled, and says how it stands.
        Err(Failure::Denied(StatusCode::BAD_REQUEST, _)) => state(caller, charge).await,
        Err(failure) => Err(failure.error(WHAT)),
    }
}
