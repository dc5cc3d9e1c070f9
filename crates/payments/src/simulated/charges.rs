//! Charging a test card.

use super::books::{Books, ChargePage, ChargeState, PayerPage, charge_id};
use super::test_cards::Conduct;
use crate::positive::positive;
use crate::{
    Action, ChargeId, ChargeOutcome, ChargeRequest, Decline, Error, IdempotencyKey, PayerId, Result,
};
use domain::Timestamp;

const WHAT: &str = "payment";

pub(super) async fn charge(books: &Books, request: &ChargeRequest, now: Timestamp) -> Result<ChargeOutcome> {
    positive(request.amount)?;
    let charge = charge_id(&request.key);
    // Looked at first: the same key has the same answer even if the card is gone by now.
    if let Some(page) = books.look::<ChargePage>(charge.as_str()).await? {
        return repeated(&page, request, charge);
    }
    let payer: PayerPage = books.read(request.payer.as_str(), "customer").await?;
    let card = payer
        .cards
        .iter()
        .find(|card| card.id == request.card)
        .ok_or(Error::NotFound("card"))?;
    let declined = |code: &str| ChargeState::Declined(code.to_owned());
    let state = match card.conduct {
        _ if card.expiry.is_past(now) => declined("expired_card"),
        Conduct::Declines | Conduct::Refused => declined("generic_decline"),
        Conduct::Empty => declined("insufficient_funds"),
        Conduct::ConfirmsAlways => ChargeState::Confirming,
        Conduct::Pays | Conduct::ConfirmsOnce | Conduct::RefundsLate | Conduct::RefundsFail => {
            ChargeState::Paid
        }
    };
    let page = ChargePage {
        payer: request.payer.clone(),
        card: request.card.clone(),
        cents: request.amount.cents(),
        currency: request.amount.currency().to_string(),
        conduct: card.conduct,
        state,
        refunds: Vec::new(),
    };
    if books.begin(charge.as_str(), &page).await? {
        return Ok(outcome(&page.state, charge));
    }
    // Somebody made the same attempt a moment earlier.
    let page: ChargePage = books.read(charge.as_str(), WHAT).await?;
    repeated(&page, request, charge)
}

fn repeated(page: &ChargePage, request: &ChargeRequest, charge: ChargeId) -> Result<ChargeOutcome> {
    let same = page.payer == request.payer
        && page.card == request.card
        && page.cents == request.amount.cents()
        && page.currency == request.amount.currency().to_string();
    if same {
        Ok(outcome(&page.state, charge))
    } else {
        Err(Error::KeyReused)
    }
}

pub(super) async fn state(books: &Books, charge: &ChargeId) -> Result<ChargeOutcome> {
    let page: ChargePage = books.read(charge.as_str(), WHAT).await?;
    Ok(outcome(&page.state, charge.clone()))
}

pub(super) async fn find(
    books: &Books,
    payer: &PayerId,
    key: &IdempotencyKey,
) -> Result<Option<ChargeOutcome>> {
    let charge = charge_id(key);
    let page: Option<ChargePage> = books.look(charge.as_str()).await?;
    Ok(page
        .filter(|page| &page.payer == payer)
        .map(|page| outcome(&page.state, charge)))
}

pub(super) async fn cancel(books: &Books, charge: &ChargeId) -> Result<ChargeOutcome> {
    let state = books
        .change(charge.as_str(), WHAT, |page: &mut ChargePage| {
            if !matches!(page.state, ChargeState::Paid) {
                page.state = ChargeState::Canceled;
            }
            Ok(page.state.clone())
        })
        .await?;
    Ok(outcome(&state, charge.clone()))
}

pub(super) async fn authenticate(
    books: &Books,
    payer: &PayerId,
    charge: &ChargeId,
    confirmed: bool,
) -> Result<ChargeOutcome> {
    let state = books
        .change(charge.as_str(), WHAT, |page: &mut ChargePage| {
            if &page.payer != payer {
                return Err(Error::NotFound(WHAT));
            }
            if matches!(page.state, ChargeState::Confirming) {
                page.state = if confirmed {
                    ChargeState::Paid
                } else {
                    ChargeState::Declined("payment_intent_authentication_failure".to_owned())
                };
            }
            Ok(page.state.clone())
        })
        .await?;
    Ok(outcome(&state, charge.clone()))
}

fn outcome(state: &ChargeState, charge: ChargeId) -> ChargeOutcome {
    match state {
        ChargeState::Paid => ChargeOutcome::Paid { charge },
        ChargeState::Declined(code) => ChargeOutcome::Declined {
            charge: Some(charge),
            decline: Decline::new(code.as_str()),
        },
        ChargeState::Confirming => ChargeOutcome::NeedsAction {
            charge,
            action: Action::SimulatedPage,
        },
        ChargeState::Canceled => ChargeOutcome::Canceled { charge },
    }
}
