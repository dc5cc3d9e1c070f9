//! The lines of an invoice, of one that was issued and of one that would be.

use crate::ui::prelude::*;
use crate::ui::table::Table;
use serde::{Deserialize, Serialize};

/// One line; everything is written as it is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LineRow {
    /// What it is for.
    pub(crate) text: String,
    /// The days that it is for.
    pub(crate) period: String,
    /// How many, or how many of thirty days.
    pub(crate) quantity: String,
    /// The price of one; of a whole cycle where days are counted.
    pub(crate) each: String,
    /// What is to be paid.
    pub(crate) amount: String,
    /// Of devices beyond the allowance, where they are listed.
    pub(crate) devices: Option<String>,
}

#[cfg(feature = "ssr")]
impl From<&billing::Line> for LineRow {
    fn from(line: &billing::Line) -> Self {
        use crate::ui::{moment, money};
        use billing::{Cause, Item};

        let devices = match (&line.item, line.cause) {
            (Item::Overage { .. }, Cause::Usage { cycle }) => {
                Some(format!("/console/billing/devices?cycle={cycle}"))
            }
            _ => None,
        };
        Self {
            devices,
            text: line.text.clone(),
            period: moment::days(line.period.from, line.period.until),
            quantity: line.quantity.to_string().replacen('-', "−", 1),
            each: money::rate(line.each, line.amount.currency()),
            amount: money::money(line.amount),
        }
    }
}

/// The lines in a table, with their sum below.
#[component]
pub(crate) fn InvoiceLines(
    lines: Vec<LineRow>,
    #[prop(into)] total: String,
    /// The invoice, where a page shows more than one.
    #[prop(into, optional)]
    of: String,
    /// What the sum is called.
    #[prop(default = "Total")]
    sum: &'static str,
) -> impl IntoView {
    let caption = format!("Lines of the invoice{of}");
    view! {
        <Table caption stack=true>
            <thead>
                <tr>
                    <th scope="col">"Description"</th>
                    <th scope="col">"Service period"</th>
                    <th scope="col" class="is-num">"Quantity"</th>
                    <th scope="col" class="is-num">"Unit price"</th>
                    <th scope="col" class="is-num">"Amount"</th>
                </tr>
            </thead>
            <tbody>
                {lines.into_iter().map(|line| view! {
                    <tr>
                        <th scope="row">
                            {line.text}
                            {line.devices.map(|href| view! { <br/><a href=href>"Every device"</a> })}
                        </th>
                        <td data-label="Period" class="is-tight">{line.period}</td>
                        <td data-label="Quantity" class="is-num is-tight">{line.quantity}</td>
                        <td data-label="Unit price" class="is-num">{line.each}</td>
                        <td data-label="Amount" class="is-num">{line.amount}</td>
                    </tr>
                }).collect_view()}
            </tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="4">{sum}</th>
                    <td data-label=sum class="is-num">{total}</td>
                </tr>
            </tfoot>
        </Table>
    }
    .into_any()
}
