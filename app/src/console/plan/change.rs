//! What a change of plan brings, before it is made.

use super::change_plan::ChangePlan;
use super::preview::{Asked, InvoiceRow, Planned, preview_change};
use crate::console::billing::{CardAdded, Simulated};
use crate::console::invoice_lines::InvoiceLines;
use crate::page::{Page, travels_whole_in};
use crate::ui::crumbs::Crumbs;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/console/plan/change?to=basic@1`.
pub(crate) struct ChangeRoute {
    change: ServerAction<ChangePlan>,
}

travels_whole_in!(plan: ChangeRoute);

impl Page for ChangeRoute {
    fn data() -> Self {
        Self {
            change: ServerAction::new(),
        }
    }

    fn view(self) -> AnyView {
        let ChangeRoute { change } = self;
        let query = use_query_map();
        let to = Memo::new(move |_| query.read().get("to").unwrap_or_default());
        let asked = Resource::new(move || to.get(), preview_change);
        view! {
            <Crumbs above=vec![("/console/plan", "My plan")] here="Change plan"/>
            <div class="stack-lg">
            <Simulated/>
            <CardAdded/>
            <Loaded data=asked render={move |asked: Asked| match asked {
                Asked::Possible(planned) => view! { <Confirm planned change/> }.into_any(),
                Asked::Refused { title, why } => view! {
                    <PageHeader title=format!("Change to {title}") sentence="This change cannot be made now."/>
                    <div class="stack">
                        <Alert tone=Tone::Warn>{why}</Alert>
                        <div class="actions"><ButtonLink href="/console/plan">"Back to my plan"</ButtonLink></div>
                    </div>
                }
                .into_any(),
            }}/>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Confirm(planned: Planned, change: ServerAction<ChangePlan>) -> impl IntoView {
    let state = FormState::of(change);
    let Planned {
        app,
        key,
        title,
        included,
        from,
        at_once,
        next,
        next_short,
        card_needed,
        by_invoice,
        invoices,
        charged_today,
    } = planned;
    let (verb, when, button) = if at_once {
        (
            "Upgrade",
            format!(
                "{title} takes the place of {from} at once, with {included} monthly active users on top of what was included so far."
            ),
            format!("Upgrade to {title}"),
        )
    } else {
        (
            "Downgrade",
            format!(
                "You keep {from} until {next}. From that day on you have {title}, with {included} monthly active users. Until then you can take it back."
            ),
            format!("Downgrade to {title} on {next_short}"),
        )
    };
    let charged = if charged_today {
        "What is dated today or earlier is charged at once."
    } else {
        "Nothing is charged today."
    };
    let (needed, first) = if by_invoice {
        ("An agreement is needed first", "Agree to pay by invoice")
    } else {
        ("A card is needed first", "Add a card")
    };
    let card = format!(
        "/console/billing/card?next=/console/plan/change%3Fto%3D{}",
        key.replace('@', "%40")
    );
    view! {
        <PageHeader title=format!("{verb} to {title}") sentence=when/>
        <div class="stack-lg">
            <FormAlert state/>
            <Alert tone=Tone::Info title=charged>
                "This is exactly what will be invoiced if nothing more is used until then; further use adds to it."
            </Alert>
            {if invoices.is_empty() {
                view! { <p class="soft">{format!("No invoice will be written up to {next}.")}</p> }.into_any()
            } else {
                invoices.into_iter().map(|invoice| view! { <Previewed invoice/> }).collect_view().into_any()
            }}
            {if card_needed {
                view! {
                    <Alert tone=Tone::Warn title=needed>
                        {format!("{title} is paid in advance. {first}, then you are led back here.")}
                    </Alert>
                    <div class="actions">
                        <ButtonLink href=card look=Look::Primary external=true>{first}</ButtonLink>
                        <ButtonLink href="/console/plan">{format!("Keep {from}")}</ButtonLink>
                    </div>
                }
                .into_any()
            } else {
                view! {
                    <ActionForm action=change>
                        <input type="hidden" name="app" value=app/>
                        <input type="hidden" name="to" value=key/>
                        <div class="actions">
                            <Button kind="submit" look=Look::Primary busy=state.busy>{button}</Button>
                            <ButtonLink href="/console/plan">{format!("Keep {from}")}</ButtonLink>
                        </div>
                    </ActionForm>
                }
                .into_any()
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Previewed(invoice: InvoiceRow) -> impl IntoView {
    let InvoiceRow { on, lines, total } = invoice;
    view! {
        <section>
            <div class="card-head">
                <h2>{format!("Invoice of {on}")}</h2>
                <p class="card-note">"Preview, without taxes"</p>
            </div>
            <InvoiceLines lines total of=format!(" of {on}")/>
        </section>
    }
    .into_any()
}
