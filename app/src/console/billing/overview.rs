//! Reads everything that the billing page shows.

use super::status::Status;
use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Billing {
    /// The AppID that is shown, and carried by every form.
    pub(super) app: String,
    /// Of a cancelled subscription the day on which it ends.
    pub(super) ends: Option<String>,
    /// No meeting can begin because an invoice is unpaid.
    pub(super) suspended: bool,
    pub(super) upcoming: Upcoming,
    pub(super) card: Way,
    pub(super) limit: LimitView,
    pub(super) bill_to: BillToView,
    pub(super) invoices: Vec<InvoiceRow>,
    pub(super) notes: Vec<NoteRow>,
}

/// The bill to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Upcoming {
    /// The day on which it is written.
    pub(super) on: String,
    /// The running cycle: its days, and its first day for links.
    pub(super) period: String,
    pub(super) cycle: String,
    /// Devices counted, included, and expected by the end.
    pub(super) used: String,
    pub(super) included: String,
    pub(super) expected: String,
    pub(super) lines: Vec<UpcomingLine>,
    pub(super) so_far_total: String,
    pub(super) expected_total: String,
}

/// A line as it is now and as it is expected to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UpcomingLine {
    pub(super) text: String,
    pub(super) period: String,
    pub(super) so_far: String,
    pub(super) expected: String,
}

/// How is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Way {
    /// By card; perhaps none is on file yet.
    Card(Option<CardView>),
    /// By transfer, because the operator collects the money; whether that was agreed to.
    Transfer(bool),
}

/// A card on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CardView {
    /// "Visa".
    pub(super) brand: String,
    pub(super) last4: String,
    /// "08 / 2027".
    pub(super) expiry: String,
    /// That it ends soon, or has.
    pub(super) warning: Option<String>,
}

/// The most that may be spent in a cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LimitView {
    /// As it is typed: "250.00"; empty without a limit.
    pub(super) typed: String,
    /// "USD".
    pub(super) currency: String,
    /// What overage and add-ons cost in this cycle so far.
    pub(super) spent: String,
    /// Spent and allowed, in cents, if there is a limit.
    pub(super) meter: Option<(u64, u64)>,
}

/// Whom invoices are made out to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BillToView {
    pub(super) name: String,
    /// Line by line.
    pub(super) address: String,
    pub(super) email: String,
    pub(super) tax_id: String,
}

/// An invoice in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InvoiceRow {
    pub(super) number: String,
    pub(super) status: Status,
    pub(super) issued: String,
    pub(super) due: String,
    pub(super) amount: String,
    pub(super) owed: String,
    /// Whether "Pay now" makes sense.
    pub(super) payable: bool,
}

/// A credit note in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NoteRow {
    pub(super) number: String,
    pub(super) invoice: String,
    pub(super) issued: String,
    pub(super) text: String,
    pub(super) amount: String,
}

#[server(endpoint = "billing")]
pub(super) async fn load_billing() -> FormResult<Billing> {
    use crate::console::refused::refused;
    use crate::state;
    use crate::ui::moment::long_day;
    use billing::Life;
    use payments::{GatewayKind, PaymentGateway as _};

    let (services, session) = state::member()?;
    let subscriptions = &services.subscriptions;
    let seen = subscriptions.overview(&session.app).await.map_err(refused)?;
    let standing = &seen.standing;
    let by_hand = subscriptions.gateway(session.mode).kind() == GatewayKind::Manual;
    Ok(Billing {
        app: session.app.to_string(),
        ends: match standing.state.life {
            Life::Active => None,
            Life::Cancelling => Some(long_day(standing.cycle.end)),
            Life::Ended { on } => Some(long_day(on)),
        },
        suspended: standing.state.access.suspended,
        upcoming: reading::upcoming(subscriptions, &seen).map_err(refused)?,
        card: if by_hand {
            Way::Transfer(standing.state.card)
        } else {
            Way::Card(seen.card.as_ref().map(|card| reading::card(card, seen.now)))
        },
        limit: reading::limit(&seen),
        bill_to: BillToView {
            name: seen.bill_to.name.clone(),
            address: seen.bill_to.address.join("\n"),
            email: seen.bill_to.email.clone(),
            tax_id: seen.bill_to.tax_id.clone().unwrap_or_default(),
        },
        invoices: seen
            .invoices
            .iter()
            .map(|it| reading::row(&it.invoice, seen.now, by_hand))
            .collect::<Result<_, _>>()
            .map_err(refused)?,
        notes: seen.credit_notes.iter().map(reading::note).collect(),
    })
}

#[cfg(feature = "ssr")]
mod reading {
    use super::{CardView, InvoiceRow, LimitView, NoteRow, Upcoming, UpcomingLine};
    use crate::console::billing::brand;
    use crate::console::billing::status::Status;
    use crate::ui::moment::{days, long_day};
    use crate::ui::money::{grouped, money};
    use billing::{CreditNote, Invoice, Line};
    use domain::{Money, Timestamp};
    use subscriptions::{CardOnFile, Overview, Result, Subscriptions};

    /// Months before the end of a card in which that is said.
    const SOON: u32 = 2;

    pub(super) fn upcoming(subscriptions: &Subscriptions, seen: &Overview) -> Result<Upcoming> {
        let zero = Money::zero(subscriptions.catalogue().currency());
        let so_far = subscriptions.previewed(seen.forecast.so_far.clone())?;
        let expected = subscriptions.previewed(seen.forecast.expected.clone())?;
        let sum = |bills: &[subscriptions::PreviewedInvoice]| {
            bills.iter().try_fold(zero, |sum, it| sum.plus(it.total))
        };
        let totals = (sum(&so_far)?, sum(&expected)?);
        let now: Vec<&Line> = so_far.iter().flat_map(|it| &it.lines).collect();
        let then: Vec<&Line> = expected.iter().flat_map(|it| &it.lines).collect();
        let amount = |lines: &[&Line], like: &Line| {
            let same = |it: &&&Line| it.key() == like.key();
            lines.iter().find(same).map_or(zero, |it| it.amount)
        };
        // What is due now and not expected later cannot be, but would be shown.
        let gone = now
            .iter()
            .filter(|line| !then.iter().any(|it| it.key() == line.key()));
        let lines = then.iter().chain(gone).map(|line| UpcomingLine {
            text: line.text.clone(),
            period: days(line.period.from, line.period.until),
            so_far: money(amount(&now, line)),
            expected: money(amount(&then, line)),
        });
        let standing = &seen.standing;
        let ended = matches!(standing.state.life, billing::Life::Ended { .. });
        Ok(Upcoming {
            on: long_day(standing.cycle.end),
            period: days(standing.cycle.start, standing.cycle.end),
            cycle: standing.cycle.start.to_string(),
            used: grouped(standing.devices),
            included: grouped(standing.allowance),
            expected: grouped(if ended {
                standing.devices
            } else {
                seen.forecast.devices
            }),
            lines: lines.collect(),
            so_far_total: money(totals.0),
            expected_total: money(totals.1),
        })
    }

    pub(super) fn card(card: &CardOnFile, now: Timestamp) -> CardView {
        let warning = if card.expiry.is_past(now) {
            Some("This card has expired. Add another one, so that your meetings go on.")
        } else if card.expiry.ends_within(SOON, now) {
            Some("This card expires soon. Add the new one when you have it.")
        } else {
            None
        };
        CardView {
            brand: brand::name(&card.brand),
            last4: card.last4.clone(),
            expiry: format!("{:02} / {}", card.expiry.month, card.expiry.year),
            warning: warning.map(str::to_owned),
        }
    }

    pub(super) fn limit(seen: &Overview) -> LimitView {
        let spent = seen.standing.spent;
        let typed = seen.cap.map(|cap| cap.to_string()).unwrap_or_default();
        let whole = |amount: Money| u64::try_from(amount.cents()).unwrap_or(0);
        LimitView {
            typed: typed.split(' ').next().unwrap_or_default().to_owned(),
            currency: spent.currency().to_string(),
            spent: money(spent),
            meter: seen.cap.map(|cap| (whole(spent), whole(cap))),
        }
    }

    pub(super) fn row(invoice: &Invoice, now: Timestamp, by_hand: bool) -> Result<InvoiceRow> {
        let issued = invoice.issued();
        let owed = invoice.balance()?;
        let open = Status::of(invoice, now).is_owed();
        Ok(InvoiceRow {
            number: issued.map(|it| it.number.to_string()).unwrap_or_default(),
            status: Status::of(invoice, now),
            issued: issued.map(|it| long_day(it.at.date())).unwrap_or_default(),
            due: issued.map(|it| long_day(it.due)).unwrap_or_default(),
            amount: money(invoice.total()?),
            owed: money(owed),
            payable: open && !by_hand && owed.cents() > 0,
        })
    }

    pub(super) fn note(note: &CreditNote) -> NoteRow {
        NoteRow {
            number: note.number.to_string(),
            invoice: note.invoice.to_string(),
            issued: long_day(note.at.date()),
            text: note.text.clone(),
            amount: money(note.net.plus(note.tax).unwrap_or(note.net)),
        }
    }
}
