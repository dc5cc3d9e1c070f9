//! What has happened by the sandbox's clock, in sentences.

use crate::ui::prelude::*;
use crate::ui::table::Table;
use serde::{Deserialize, Serialize};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HappenedRow {
    pub(super) at: Moment,
    pub(super) said: Said,
}

/// A sentence, and of what kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// "Invoice", "Payment", …
    kind: String,
    /// What happened.
    text: String,
    /// Whether somebody should do something about it.
    bad: bool,
    /// The number of the invoice that it is about.
    invoice: Option<String>,
}

/// What happened, as people read it.
#[cfg(feature = "ssr")]
pub(super) fn sentence(what: &subscriptions::What, catalogue: &billing::Catalogue) -> Said {
    use crate::ui::money::money;
    use subscriptions::What;

    let of = |kind: &str, text: String, bad, invoice: Option<&String>| Said {
        kind: kind.to_owned(),
        text,
        bad,
        invoice: invoice.cloned(),
    };
    match what {
        What::Changed { by, change } => words::change(*by, change, catalogue),
        What::Began { plan } => of(
            "Plan",
            format!("{} began with the cycle.", words::title(catalogue, plan)),
            false,
            None,
        ),
        What::Issued { invoice, total } => {
            let sent = if total.is_zero() { "" } else { " and sent by mail" };
            let text = format!("Invoice {invoice} of {} was issued{sent}.", money(*total));
            of("Invoice", text, false, Some(invoice))
        }
        What::Paid { invoice, amount } => {
            let text = format!("{} of invoice {invoice} was paid.", money(*amount));
            of("Payment", text, false, Some(invoice))
        }
        What::Refunded { invoice, amount } => {
            let text = format!("{} of invoice {invoice} was paid back.", money(*amount));
            of("Payment", text, false, Some(invoice))
        }
        What::Unpaid { invoice, why } => {
            let why = why.as_deref().unwrap_or("Its owner has to confirm the payment.");
            let text = format!("Invoice {invoice} could not be charged. {why}");
            of("Payment", text, true, Some(invoice))
        }
        What::Reminded { invoice } => {
            let text = format!("A mail said that invoice {invoice} is not paid.");
            of("Reminder", text, true, Some(invoice))
        }
        What::GivenUp { invoice } => {
            let text = format!("Invoice {invoice} is not expected to be paid any more.");
            of("Invoice", text, true, Some(invoice))
        }
        What::Credited {
            note,
            invoice,
            amount,
        } => {
            let text = format!(
                "Credit note {note} took {} from invoice {invoice}.",
                money(*amount)
            );
            of("Invoice", text, false, Some(invoice))
        }
    }
}

#[cfg(feature = "ssr")]
mod words {
    use super::Said;
    use billing::{Actor, Catalogue, Change, Closing, PlanKey};

    pub(super) fn title(catalogue: &Catalogue, plan: &PlanKey) -> String {
        catalogue
            .plan(plan)
            .map_or_else(|_| plan.to_string(), |plan| plan.title.clone())
    }

    pub(super) fn change(by: Actor, change: &Change, catalogue: &Catalogue) -> Said {
        let title = |plan| title(catalogue, plan);
        let (kind, text, bad) = match change {
            Change::SignedUp { plan } => (
                "Plan",
                format!("The subscription began with {}.", title(plan)),
                false,
            ),
            Change::Upgraded { to } => ("Plan", format!("Upgraded to {}, at once.", title(to)), false),
            Change::DowngradeScheduled { to } => (
                "Plan",
                format!("{} was chosen for the next cycle.", title(to)),
                false,
            ),
            Change::DowngradeUndone => (
                "Plan",
                "The change for the next cycle was taken back.".into(),
                false,
            ),
            Change::Cancelled { .. } => (
                "Plan",
                "Cancelled to the end of the cycle; a mail confirmed it.".into(),
                true,
            ),
            Change::CancellationReverted => (
                "Plan",
                "The cancellation was taken back; a mail confirmed it.".into(),
                false,
            ),
            Change::CardAttached => ("Card", "A card was put on file.".into(), false),
            Change::CardRemoved => ("Card", "The card was removed.".into(), false),
            Change::Blocked { .. } => ("Access", "The operator closed the rooms.".into(), true),
            Change::Unblocked => ("Access", "The operator opened the rooms again.".into(), false),
            Change::Suspended => (
                "Reminder",
                "New meetings were stopped because an invoice is unpaid; a mail said so.".into(),
                true,
            ),
            Change::Resumed => (
                "Access",
                "New meetings can begin again; nothing is overdue.".into(),
                false,
            ),
            Change::Closed { why } => (
                "Plan",
                match why {
                    Closing::Unpaid => "The subscription ended because an invoice stayed unpaid.".into(),
                    Closing::Operator => "The operator ended the subscription.".into(),
                },
                true,
            ),
        };
        let operator = by == Actor::Operator && !text.contains("operator");
        Said {
            kind: kind.to_owned(),
            text: if operator {
                format!("By the operator: {text}")
            } else {
                text
            },
            bad,
            invoice: None,
        }
    }
}

/// What happened since the last move of the clock, then what was before.
#[component]
pub(super) fn Timeline(happened: Vec<HappenedRow>, since: Memo<Option<String>>) -> impl IntoView {
    move || {
        let moved = since.get();
        let (new, old): (Vec<_>, Vec<_>) = happened
            .iter()
            .cloned()
            .partition(|row| moved.as_ref().is_some_and(|since| later(&row.at.at, since)));
        let nothing = new.is_empty();
        view! {
            {moved.is_some().then(|| view! {
                <section class="section" aria-live="polite">
                    <h2>"On the way"</h2>
                    {if nothing {
                        view! { <p class="soft">"Nothing happened between then and now."</p> }.into_any()
                    } else {
                        view! { <Rows caption="What happened on the way" rows=new/> }.into_any()
                    }}
                </section>
            })}
            {(!old.is_empty()).then(|| view! {
                <section class="section">
                    <h2>{if moved.is_some() { "Before" } else { "What has happened" }}</h2>
                    <Rows caption="What has happened" rows=old/>
                </section>
            })}
        }
    }
}

/// Whether one moment is after another; both are in UTC to at most microseconds.
fn later(at: &str, since: &str) -> bool {
    let parts = |text: &str| {
        let text = text.trim_end_matches('Z');
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        (whole.to_owned(), format!("{fraction:0<6}"))
    };
    parts(at) > parts(since)
}

#[component]
fn Rows(caption: &'static str, rows: Vec<HappenedRow>) -> impl IntoView {
    view! {
        <Table caption=caption stack=true>
            <thead>
                <tr>
                    <th scope="col">"When"</th>
                    <th scope="col">"Kind"</th>
                    <th scope="col">"What happened"</th>
                </tr>
            </thead>
            <tbody>
                {rows.into_iter().map(|HappenedRow { at, said }| view! {
                    <tr>
                        // By the sandbox's clock, whose days begin in UTC; the reader's own time would mislead.
                        <td data-label="When" class="is-tight"><time datetime=at.at>{at.utc}</time></td>
                        <td data-label="Kind">
                            {if said.bad {
                                view! { <Badge tone=Tone::Warn glyph=Glyph::Warning text=said.kind/> }
                            } else {
                                view! { <Badge text=said.kind/> }
                            }}
                        </td>
                        <td>
                            {said.text}
                            {said.invoice.map(|number| view! {
                                " "<a href=format!("/console/billing/invoices/{number}") aria-label=format!("View invoice {number}")>"View"</a>
                            })}
                        </td>
                    </tr>
                }).collect_view()}
            </tbody>
        </Table>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::later;

    #[test]
    fn fractions_of_a_second_are_compared_as_numbers() {
        assert!(later("2026-04-08T00:00:00Z", "2026-03-08T09:30:00.5Z"));
        assert!(later("2026-04-08T00:00:00.5Z", "2026-04-08T00:00:00.25Z"));
        assert!(later("2026-04-08T00:00:00.000001Z", "2026-04-08T00:00:00Z"));
        assert!(!later("2026-04-08T00:00:00Z", "2026-04-08T00:00:00Z"));
    }
}
