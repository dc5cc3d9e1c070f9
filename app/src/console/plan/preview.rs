//! Reads what a change of plan would bring: exactly the invoices that will be written.

use crate::console::invoice_lines::LineRow;
use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Asked {
    /// The rules allow it.
    Possible(Planned),
    /// They do not; why, and the name of the plan.
    Refused { title: String, why: String },
}

/// A change that can be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Planned {
    /// The AppID that the page is about.
    pub(super) app: String,
    /// `basic@1`.
    pub(super) key: String,
    pub(super) title: String,
    pub(super) included: String,
    /// The plan that it takes the place of.
    pub(super) from: String,
    /// Whether it takes effect at once.
    pub(super) at_once: bool,
    /// The first day of the next cycle: "8 Apr 2026".
    pub(super) next: String,
    /// The same in a button: "8 April".
    pub(super) next_short: String,
    /// Whether a card has to be added first.
    pub(super) card_needed: bool,
    /// Whether it is an agreement to pay by invoice instead, where there are no cards.
    pub(super) by_invoice: bool,
    /// What is written up to then, the oldest first.
    pub(super) invoices: Vec<InvoiceRow>,
    /// Whether the first of them is written today.
    pub(super) charged_today: bool,
}

/// An invoice that would be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InvoiceRow {
    pub(super) on: String,
    pub(super) lines: Vec<LineRow>,
    pub(super) total: String,
}

#[server(endpoint = "plan-preview")]
pub(super) async fn preview_change(to: String) -> FormResult<Asked> {
    use crate::console::refused::refused;
    use crate::state;
    use crate::ui::moment::long_day;
    use crate::ui::money::{grouped, money};
    use payments::{GatewayKind, PaymentGateway as _};
    use subscriptions::{Error, Wish};

    let (app, session) = state::member()?;
    let key: billing::PlanKey = to.parse().map_err(|_| FormError::NotFound)?;
    let catalogue = app.subscriptions.catalogue();
    let plan = catalogue.plan(&key).map_err(|_| FormError::NotFound)?;
    let overview = app.subscriptions.overview(&session.app).await.map_err(refused)?;
    let wish = Wish::Plan { to: key };
    let preview = match app.subscriptions.preview(&session.app, &wish).await {
        Ok(preview) => preview,
        Err(Error::Rules(why @ billing::Error::Refused(_))) => {
            let why = words::with_titles(&why.to_string(), catalogue);
            return Ok(Asked::Refused {
                title: plan.title.clone(),
                why: crate::site::trouble::sentence(&why),
            });
        }
        Err(error) => return Err(refused(error)),
    };
    let today = overview.now.date();
    Ok(Asked::Possible(Planned {
        app: session.app.to_string(),
        key: plan.key.to_string(),
        title: plan.title.clone(),
        included: grouped(plan.included.into()),
        from: overview.standing.plan.title.clone(),
        at_once: preview.at_once,
        next: long_day(preview.next_cycle),
        next_short: words::day_and_month(preview.next_cycle),
        by_invoice: app.subscriptions.gateway(session.mode).kind() == GatewayKind::Manual,
        card_needed: !plan.is_free() && !overview.standing.state.card,
        charged_today: preview
            .invoices
            .iter()
            .any(|invoice| invoice.on <= today && !invoice.total.is_zero()),
        invoices: preview
            .invoices
            .iter()
            .map(|invoice| InvoiceRow {
                on: long_day(invoice.on),
                lines: invoice.lines.iter().map(Into::into).collect(),
                total: money(invoice.total),
            })
            .collect(),
    }))
}

#[cfg(feature = "ssr")]
mod words {
    /// Plans by the names that people know them by.
    pub(super) fn with_titles(text: &str, catalogue: &billing::Catalogue) -> String {
        catalogue.plans().iter().fold(text.to_owned(), |text, plan| {
            text.replace(&plan.key.to_string(), &plan.title)
        })
    }

    /// "8 April".
    pub(super) fn day_and_month(day: domain::Date) -> String {
        format!("{} {}", day.day(), day.month())
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::words::with_titles;

    #[test]
    fn people_read_titles() {
        let catalogue = billing::Catalogue::default();
        assert_eq!(
            with_titles("this account is on the plan basic@1 already", &catalogue),
            "this account is on the plan Basic already"
        );
    }
}
