//! Recomputes an invoice from history and journal. The address says that it was asked for, so that it works
//! without JavaScript and can be shown to somebody else.

use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::skeleton::Shape;
use crate::ui::table::Table;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// What it was computed from: "9 lines, 500 devices, 4 entries".
    from: String,
    /// Where it differs; nowhere if it is equal.
    differs: Vec<Place>,
}

/// One place where it differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    place: String,
    stated: String,
    recomputed: String,
}

#[server(endpoint = "billing-recompute")]
async fn recompute_invoice(number: String) -> FormResult<Option<Answer>> {
    use crate::console::refused::refused;
    use crate::state;
    use billing::Verdict;

    // Nobody asked.
    if number.is_empty() {
        return Ok(None);
    }
    let (services, session) = state::member()?;
    let subscriptions = &services.subscriptions;
    let recomputed = subscriptions
        .recompute(&session.app, &number)
        .await
        .map_err(refused)?;
    let sources = format!(
        "{}, {}",
        amount(recomputed.active_users, "active user", "active users"),
        amount(recomputed.entries, "entry", "entries")
    );
    Ok(Some(match recomputed.verdict {
        Verdict::Equal { lines, .. } => Answer {
            from: format!("{}, {sources}", amount(lines, "line", "lines")),
            differs: Vec::new(),
        },
        Verdict::Differs(places) => Answer {
            from: sources,
            differs: places
                .into_iter()
                .map(|it| Place {
                    place: it.place,
                    stated: it.stated,
                    recomputed: it.recomputed,
                })
                .collect(),
        },
    }))
}

#[cfg(feature = "ssr")]
fn amount(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The card with the button and the answer.
#[component]
pub(super) fn Recompute(number: String, proof: String) -> impl IntoView {
    let query = use_query_map();
    let address = number.clone();
    let asked = move || {
        let asked = query.read().get("recompute").is_some();
        if asked { number.clone() } else { String::new() }
    };
    let answer = Resource::new(asked, recompute_invoice);
    view! {
        <Card title="Recompute" note="From your history and from every device that counted.">
            <div class="stack">
                <p class="soft">"The same can be done on your own machine, offline: download the proof and run "<code>"conclave billing verify"</code>" on it."</p>
                <div class="actions">
                    // The router's own form writes the address in small letters.
                    <form method="get" action=format!("/console/billing/invoices/{address}")>
                        <input type="hidden" name="recompute" value="now"/>
                        <button class="btn" type="submit">"Recompute"</button>
                    </form>
                    <ButtonLink href=proof icon=Glyph::Download external=true>"Download proof (JSON)"</ButtonLink>
                </div>
                <div role="status">
                    <Loaded data=answer shape=Shape::Line render={|answer: Option<Answer>| {
                        answer.map(|answer| view! { <Verdict answer/> }).into_any()
                    }}/>
                </div>
            </div>
        </Card>
    }
    .into_any()
}

#[component]
fn Verdict(answer: Answer) -> impl IntoView {
    let Answer { from, differs } = answer;
    if differs.is_empty() {
        return view! { <Alert tone=Tone::Good>{format!("Equal: {from}")}</Alert> }.into_any();
    }
    view! {
        <div class="stack">
            <Alert tone=Tone::Danger>{format!("Differs from what follows from {from}. Write to support and quote the invoice's number.")}</Alert>
            <Table caption="Where it differs" stack=true>
                <thead>
                    <tr>
                        <th scope="col">"Place"</th>
                        <th scope="col">"Stated"</th>
                        <th scope="col">"Recomputed"</th>
                    </tr>
                </thead>
                <tbody>
                    {differs.into_iter().map(|it| view! {
                        <tr>
                            <th scope="row">{it.place}</th>
                            <td data-label="Stated">{it.stated}</td>
                            <td data-label="Recomputed">{it.recomputed}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </Table>
        </div>
    }
    .into_any()
}
