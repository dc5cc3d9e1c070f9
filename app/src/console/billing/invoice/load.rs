//! Reads one invoice.

use crate::console::billing::status::Status;
use crate::console::invoice_lines::LineRow;
use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InvoiceView {
    pub(super) app: String,
    pub(super) number: String,
    pub(super) status: Status,
    pub(super) issued: String,
    pub(super) due: String,
    pub(super) seller: PartyView,
    pub(super) customer: PartyView,
    pub(super) lines: Vec<LineRow>,
    pub(super) sums: Sums,
    /// The text at its foot.
    pub(super) note: String,
    pub(super) attempts: Vec<AttemptRow>,
    /// Whether "Pay now" makes sense.
    pub(super) payable: bool,
    /// Whether a payment waits for the owner of the card.
    pub(super) unconfirmed: bool,
}

/// From whom or to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartyView {
    pub(super) name: String,
    /// Address, e-mail and tax id, line by line.
    pub(super) rest: Vec<String>,
}

/// What it comes to, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sums {
    pub(super) subtotal: String,
    pub(super) tax: String,
    pub(super) total: String,
    pub(super) paid: String,
    pub(super) credited: String,
    pub(super) owed: String,
}

/// An attempt to take the money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AttemptRow {
    pub(super) at: Moment,
    pub(super) amount: String,
    /// In a sentence.
    pub(super) outcome: String,
}

#[server(endpoint = "billing-invoice")]
pub(super) async fn load_invoice(number: String) -> FormResult<InvoiceView> {
    use crate::console::refused::refused;
    use crate::state;
    use crate::ui::moment::long_day;
    use payments::{GatewayKind, PaymentGateway as _};
    use store::payments::Outcome;

    let (services, session) = state::member()?;
    let subscriptions = &services.subscriptions;
    let seen = subscriptions.overview(&session.app).await.map_err(refused)?;
    let by_hand = subscriptions.gateway(session.mode).kind() == GatewayKind::Manual;
    let held = seen
        .invoices
        .iter()
        .find(|it| {
            it.invoice
                .issued()
                .is_some_and(|it| it.number.to_string() == number)
        })
        .ok_or(FormError::NotFound)?;
    let invoice = &held.invoice;
    let issued = invoice.issued().ok_or(FormError::NotFound)?;
    let sums = reading::sums(invoice, issued).map_err(|error| refused(error.into()))?;
    let status = Status::of(invoice, seen.now);
    let attempts: Vec<_> = seen
        .attempts
        .iter()
        .filter(|it| it.subject == held.id.0)
        .collect();
    let unconfirmed = status.is_owed() && attempts.iter().any(|it| it.outcome == Outcome::NeedsAction);
    Ok(InvoiceView {
        app: session.app.to_string(),
        number,
        status,
        issued: long_day(issued.at.date()),
        due: long_day(issued.due),
        seller: reading::party(&issued.parties.seller),
        customer: reading::party(&issued.parties.customer),
        lines: invoice.lines().iter().map(Into::into).collect(),
        note: issued.note.clone(),
        attempts: attempts.into_iter().map(reading::attempt).collect(),
        payable: status.is_owed() && !by_hand && !unconfirmed,
        unconfirmed,
        sums,
    })
}

#[cfg(feature = "ssr")]
mod reading {
    use super::{AttemptRow, PartyView, Sums};
    use crate::ui::money::money;
    use billing::{Invoice, Issued, Party, Payment};
    use domain::{Money, MoneyError};
    use store::payments::{Attempt, Outcome};

    pub(super) fn sums(invoice: &Invoice, issued: &Issued) -> Result<Sums, MoneyError> {
        let currency = invoice.net().currency();
        let sum = |moved: &[Payment]| Money::sum(moved.iter().map(|it| it.amount), currency);
        Ok(Sums {
            subtotal: money(invoice.net()),
            tax: money(issued.tax),
            total: money(invoice.total()?),
            paid: money(sum(&issued.payments)?.minus(sum(&issued.refunds)?)?),
            credited: money(issued.credited_net.plus(issued.credited_tax)?),
            owed: money(invoice.balance()?),
        })
    }

    pub(super) fn party(party: &Party) -> PartyView {
        let mut rest = party.address.clone();
        rest.push(party.email.clone());
        rest.extend(party.tax_id.iter().map(|id| format!("Tax ID {id}")));
        rest.retain(|line| !line.is_empty());
        PartyView {
            name: party.name.clone(),
            rest,
        }
    }

    pub(super) fn attempt(attempt: &Attempt) -> AttemptRow {
        let outcome = match attempt.outcome {
            Outcome::Done => "Paid.",
            Outcome::Declined => attempt
                .sentence
                .as_deref()
                .unwrap_or("The bank declined the card."),
            Outcome::NeedsAction => "Waits for the owner of the card to confirm it.",
            Outcome::Pending => "Sent; the bank has not answered yet. Nothing is charged twice.",
            Outcome::AwaitingOperator => "Waits for the transfer.",
            Outcome::Canceled => "Called off; nothing was taken.",
        };
        let amount = attempt
            .currency
            .parse()
            .map(|currency| money(Money::new(attempt.cents, currency)))
            .unwrap_or_default();
        AttemptRow {
            at: attempt.at.into(),
            amount,
            outcome: outcome.to_owned(),
        }
    }
}
