//! Putting a test card on file.

use super::books::{self, Books, KeptCard, PayerPage, SetupPage, SetupState};
use super::test_cards::{self, Conduct, TEST_CARDS};
use crate::{CardSetup, Decline, Error, PayerId, Result, SetupId, SetupOutcome, TypedCard};
use domain::Timestamp;

const WHAT: &str = "card form";

pub(super) async fn begin(books: &Books, payer: &PayerId) -> Result<CardSetup> {
    let number = books
        .change(payer.as_str(), "customer", |page: &mut PayerPage| {
            page.setups += 1;
            Ok(page.setups)
        })
        .await?;
    let setup = SetupId::made("sim_seti", &format!("{}_{number}", books::tail(payer.as_str())));
    books
        .begin(
            setup.as_str(),
            &SetupPage {
                payer: payer.clone(),
                number,
                state: SetupState::Open,
            },
        )
        .await?;
    Ok(CardSetup::SimulatedForm { setup })
}

pub(super) async fn state(books: &Books, payer: &PayerId, setup: &SetupId) -> Result<SetupOutcome> {
    let page: SetupPage = books.read(setup.as_str(), WHAT).await?;
    outcome(books, owned(&page, payer)?.state.clone(), payer).await
}

pub(super) async fn enter(
    books: &Books,
    payer: &PayerId,
    setup: &SetupId,
    typed: &TypedCard,
    now: Timestamp,
) -> Result<SetupOutcome> {
    let state = books
        .change(setup.as_str(), WHAT, |page: &mut SetupPage| {
            owned(page, payer)?;
            // A finished set-up stays finished, however often the form is sent.
            if matches!(page.state, SetupState::Open | SetupState::Declined(_)) {
                page.state = judge(payer, page.number, typed, now);
            }
            Ok(page.state.clone())
        })
        .await?;
    outcome(books, state, payer).await
}

pub(super) async fn authenticate(
    books: &Books,
    payer: &PayerId,
    setup: &SetupId,
    confirmed: bool,
) -> Result<SetupOutcome> {
    let state = books
        .change(setup.as_str(), WHAT, |page: &mut SetupPage| {
            owned(page, payer)?;
            if let SetupState::Confirming(card) = &page.state {
                page.state = if confirmed {
                    SetupState::Saved(card.clone())
                } else {
                    SetupState::Declined("setup_intent_authentication_failure".to_owned())
                };
            }
            Ok(page.state.clone())
        })
        .await?;
    outcome(books, state, payer).await
}

fn owned<'a>(page: &'a SetupPage, payer: &PayerId) -> Result<&'a SetupPage> {
    if &page.payer == payer {
        Ok(page)
    } else {
        Err(Error::NotFound(WHAT))
    }
}

/// What typing this card leads to.
fn judge(payer: &PayerId, setup: u32, typed: &TypedCard, now: Timestamp) -> SetupState {
    let declined = |code: &str| SetupState::Declined(code.to_owned());
    let Some(number) = typed.digits() else {
        return declined("incorrect_number");
    };
    let Some(test) = TEST_CARDS.iter().find(|test| test.number == number) else {
        // Perhaps somebody's real card. It goes no further than this line.
        return declined("test_mode_live_card");
    };
    if !(1..=12).contains(&typed.expiry.month) {
        return declined("invalid_expiry_month");
    }
    if typed.expiry.is_past(now) || typed.expiry.year > 2100 {
        return declined("invalid_expiry_year");
    }
    if !typed.cvc_fits(test.brand) {
        return declined("invalid_cvc");
    }
    let card = KeptCard {
        id: books::card_id(payer, setup),
        brand: test.brand.to_owned(),
        last4: number[number.len() - 4..].to_owned(),
        expiry: typed.expiry,
        conduct: test.conduct,
    };
    match test.conduct {
        Conduct::Refused => declined(test_cards::refusal(number)),
        Conduct::ConfirmsOnce | Conduct::ConfirmsAlways | Conduct::Empty => SetupState::Confirming(card),
        Conduct::Pays | Conduct::Declines | Conduct::RefundsLate | Conduct::RefundsFail => {
            SetupState::Saved(card)
        }
    }
}

/// Tells how a set-up stands; a saved card is put on the payer's page if it never was.
async fn outcome(books: &Books, state: SetupState, payer: &PayerId) -> Result<SetupOutcome> {
    Ok(match state {
        SetupState::Open => SetupOutcome::Unfinished,
        SetupState::Declined(code) => SetupOutcome::Declined(Decline::new(code)),
        SetupState::Confirming(_) => SetupOutcome::NeedsAction,
        SetupState::Saved(card) => {
            books
                .change(payer.as_str(), "customer", |page: &mut PayerPage| {
                    if !page.put.contains(&card.id) {
                        page.put.push(card.id.clone());
                        page.cards.push(card.clone());
                    }
                    Ok(())
                })
                .await?;
            SetupOutcome::Saved(card.shown())
        }
    })
}
