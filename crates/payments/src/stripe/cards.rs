//! Cards on file: SetupIntents and payment methods.

use super::answers::{Page, PaymentMethod, SetupIntent};
use super::call::Caller;
use crate::{Card, CardId, CardSetup, Error, PayerId, Result, SetupId, SetupOutcome};
use serde::de::IgnoredAny;

const CARD: &str = "card";
const SETUP: &str = "card form";

pub(super) async fn begin(caller: &Caller, payer: &PayerId, publishable_key: &str) -> Result<CardSetup> {
    // Without naming the types, Stripe would offer whatever is switched on in the account.
    let form = [
        ("customer", payer.as_str()),
        ("usage", "off_session"),
        ("payment_method_types[]", "card"),
    ];
    let intent: SetupIntent = caller
        .post(&["setup_intents"], &form)
        .await
        .map_err(|f| f.error("customer"))?;
    Ok(CardSetup::PaymentElement {
        setup: intent.id,
        client_secret: intent.client_secret.ok_or(Error::Unreadable("a card form"))?,
        publishable_key: publishable_key.to_owned(),
    })
}

pub(super) async fn finish(caller: &Caller, payer: &PayerId, setup: &SetupId) -> Result<SetupOutcome> {
    let intent: SetupIntent = caller
        .get(&["setup_intents", setup.as_str()], &[])
        .await
        .map_err(|f| f.error(SETUP))?;
    if intent.customer.as_ref() != Some(payer) {
        return Err(Error::NotFound(SETUP));
    }
    Ok(
        match (
            intent.status.as_str(),
            intent.payment_method,
            intent.last_setup_error,
        ) {
            ("succeeded", Some(card), _) => SetupOutcome::Saved(attached(caller, payer, &card).await?),
            ("requires_action", ..) => SetupOutcome::NeedsAction,
            ("canceled", ..) => SetupOutcome::Canceled,
            ("requires_payment_method", _, Some(error)) => SetupOutcome::Declined(error.decline()),
            _ => SetupOutcome::Unfinished,
        },
    )
}

/// The card of a finished set-up. Stripe attaches it to the customer by itself; where that has not
/// happened, it is done here.
async fn attached(caller: &Caller, payer: &PayerId, card: &CardId) -> Result<Card> {
    let path = ["payment_methods", card.as_str()];
    let method: PaymentMethod = caller.get(&path, &[]).await.map_err(|f| f.error(CARD))?;
    match &method.customer {
        Some(owner) if owner == payer => method.card(),
        Some(_) => Err(Error::NotFound(CARD)),
        None => {
            let path = ["payment_methods", card.as_str(), "attach"];
            let method: PaymentMethod = caller
                .post(&path, &[("customer", payer.as_str())])
                .await
                .map_err(|f| f.error(CARD))?;
            method.card()
        }
    }
}

pub(super) async fn list(caller: &Caller, payer: &PayerId) -> Result<Vec<Card>> {
    let query = [("customer", payer.as_str()), ("type", "card"), ("limit", "100")];
    let page: Page<PaymentMethod> = caller
        .get(&["payment_methods"], &query)
        .await
        .map_err(|f| f.error("customer"))?;
    page.data.into_iter().map(PaymentMethod::card).collect()
}

pub(super) async fn detach(caller: &Caller, payer: &PayerId, card: &CardId) -> Result<()> {
    let path = ["payment_methods", card.as_str()];
    let method: PaymentMethod = caller.get(&path, &[]).await.map_err(|f| f.error(CARD))?;
    match &method.customer {
        None => Ok(()),
        Some(owner) if owner == payer => {
            let path = ["payment_methods", card.as_str(), "detach"];
            caller
                .post::<IgnoredAny>(&path, &[])
                .await
                .map_err(|f| f.error(CARD))?;
            Ok(())
        }
        Some(_) => Err(Error::NotFound(CARD)),
    }
}
