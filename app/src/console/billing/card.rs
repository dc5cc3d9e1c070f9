//! The form that puts a card on file: ours where no money moves, the provider's own elsewhere.

pub(crate) mod added;
mod answer;
mod begin;
pub(crate) mod confirm;
pub(crate) mod done;
mod element;
#[cfg(feature = "ssr")]
mod expiry;
mod next;
#[cfg(feature = "ssr")]
mod outcome;
mod simulated_form;
mod type_card;

use super::Simulated;
use super::pay_by_invoice::PayByInvoice;
use crate::page::{Page, travels_whole_in};
use crate::ui::crumbs::Crumbs;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::skeleton::Shape;
use begin::{Begun, Form, begin_card};
use element::Element;
use leptos_router::hooks::use_query_map;
use simulated_form::SimulatedForm;
use type_card::TypeCard;

/// `/console/billing/card?next=…`; links to it fetch the page, because its content policy is its own.
pub(crate) struct CardRoute {
    form: Resource<FormResult<Begun>>,
    typed: ServerAction<TypeCard>,
    by_invoice: ServerAction<PayByInvoice>,
}

travels_whole_in!(card: CardRoute);

impl Page for CardRoute {
    fn data() -> Self {
        Self {
            form: Resource::new(|| (), |()| begin_card()),
            typed: ServerAction::new(),
            by_invoice: ServerAction::new(),
        }
    }

    fn view(self) -> AnyView {
        let CardRoute {
            form,
            typed,
            by_invoice,
        } = self;
        let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
        view! {
            <Crumbs above=vec![("/console/billing", "Billing")] here="Card"/>
            <PageHeader title="Card" sentence="It is charged when an invoice is written. It takes the place of the card that is on file."/>
            <div class="stack-lg">
                <Simulated/>
                <Loaded data=form shape=Shape::Block render={move |begun: Begun| {
                    let Begun { app, form } = begun;
                    let next = next.clone();
                    match form {
                        Form::Simulated { setup, cards } => view! { <SimulatedForm app setup cards next typed/> }.into_any(),
                        Form::Element { setup, client_secret, publishable_key } => {
                            view! { <Element setup client_secret publishable_key next/> }.into_any()
                        }
                        Form::Unneeded => view! { <Unneeded app by_invoice/> }.into_any(),
                    }
                }}/>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Unneeded(app: String, by_invoice: ServerAction<PayByInvoice>) -> impl IntoView {
    view! {
        <Card title="There are no cards here">
            <div class="stack">
                <p>"Invoices are paid by transfer. Agree to it once, and plans with a price can be chosen."</p>
                <FormAlert state=FormState::of(by_invoice)/>
                {move || by_invoice.value().with(|done| matches!(done, Some(Ok(())))).then(|| view! {
                    <div role="status"><Alert tone=Tone::Good>"Invoices are paid by transfer."</Alert></div>
                })}
                <ActionForm action=by_invoice>
                    <input type="hidden" name="app" value=app/>
                    <div class="actions">
                        <Button kind="submit" look=Look::Primary busy=by_invoice.pending()>"Pay by invoice"</Button>
                        <ButtonLink href="/console/billing">"Back to billing"</ButtonLink>
                    </div>
                </ActionForm>
            </div>
        </Card>
    }
    .into_any()
}
