//! The bill to come: what it is so far, and what it will be if usage goes on as it began.

use super::overview::{Upcoming as Bill, UpcomingLine};
use crate::ui::prelude::*;
use crate::ui::table::Table;

/// The card.
#[component]
pub(super) fn Upcoming(upcoming: Bill) -> impl IntoView {
    let Bill {
        on,
        period,
        cycle,
        used,
        included,
        expected,
        lines,
        so_far_total,
        expected_total,
    } = upcoming;
    let nothing = lines.is_empty();
    let total = so_far_total.clone();
    view! {
        <Card title="Upcoming bill" note=period>
            <div class="stack">
                <div class="figure">
                    <b>{total}</b>
                    <span class="soft">{format!("so far; about {expected_total} expected on {on}")}</span>
                </div>
                <p class="soft">
                    {format!("{used} active users of {included} included, about {expected} expected. ")}
                    <a href=format!("/console/billing/devices?cycle={cycle}")>"See every device"</a>
                </p>
                {if nothing {
                    view! { <p>{format!("Nothing will be billed on {on} if nothing more is used.")}</p> }.into_any()
                } else {
                    view! { <Lines lines so_far_total expected_total/> }.into_any()
                }}
                <p class="soft">
                    {format!("The bill is written on {on}. What is expected is drawn out in a straight line from the days that have passed.")}
                </p>
            </div>
        </Card>
    }
    .into_any()
}

#[component]
fn Lines(lines: Vec<UpcomingLine>, so_far_total: String, expected_total: String) -> impl IntoView {
    view! {
        <Table caption="Lines of the upcoming bill" stack=true>
            <thead>
                <tr>
                    <th scope="col">"Description"</th>
                    <th scope="col">"Service period"</th>
                    <th scope="col" class="is-num">"So far"</th>
                    <th scope="col" class="is-num">"Expected"</th>
                </tr>
            </thead>
            <tbody>
                {lines.into_iter().map(|line| view! {
                    <tr>
                        <th scope="row">{line.text}</th>
                        <td data-label="Period" class="is-tight">{line.period}</td>
                        <td data-label="So far" class="is-num">{line.so_far}</td>
                        <td data-label="Expected" class="is-num">{line.expected}</td>
                    </tr>
                }).collect_view()}
            </tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="2">"Total"</th>
                    <td data-label="So far" class="is-num">{so_far_total}</td>
                    <td data-label="Expected" class="is-num">{expected_total}</td>
                </tr>
            </tfoot>
        </Table>
    }
    .into_any()
}
