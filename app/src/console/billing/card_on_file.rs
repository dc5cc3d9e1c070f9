//! The card that is charged.

use super::overview::{CardView, Way};
use super::pay_by_invoice::PayByInvoice;
use super::remove_card::RemoveCard;
use crate::ui::dialog::Dialog;
use crate::ui::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// Where a card is typed; a page with a content policy of its own, so it is always fetched.
const FORM: &str = "/console/billing/card";

/// Brand, last digits and expiry, or how else is paid.
#[component]
pub(super) fn CardOnFile(
    app: String,
    card: Way,
    by_invoice: ServerAction<PayByInvoice>,
    remove: ServerAction<RemoveCard>,
) -> impl IntoView {
    let content = match card {
        Way::Transfer(agreed) => view! { <Transfer app agreed by_invoice/> }.into_any(),
        Way::Card(None) => view! {
            <div class="stack">
                <p class="soft">"No card is on file. Plans with a price and add-ons need one."</p>
                <div class="actions">
                    <ButtonLink href=FORM icon=Glyph::Plus external=true>"Add card"</ButtonLink>
                </div>
            </div>
        }
        .into_any(),
        Way::Card(Some(card)) => view! { <Present app card remove/> }.into_any(),
    };
    view! { <Card title="Card on file">{content}</Card> }.into_any()
}

#[component]
fn Present(app: String, card: CardView, remove: ServerAction<RemoveCard>) -> impl IntoView {
    let CardView {
        brand,
        last4,
        expiry,
        warning,
    } = card;
    view! {
        <div class="stack">
            <dl class="facts">
                <dt>"Card"</dt>
                <dd class="num">{format!("{brand} ending in {last4}")}</dd>
                <dt>"Expires"</dt>
                <dd class="num">{expiry}</dd>
            </dl>
            {warning.map(|warning| view! { <Alert tone=Tone::Warn>{warning}</Alert> })}
            <FormAlert state=FormState::of(remove)/>
            <div class="actions">
                <ButtonLink href=FORM external=true>"Replace card"</ButtonLink>
                <ButtonLink href="/console/billing?remove-card" look=Look::DangerQuiet>"Remove card"</ButtonLink>
            </div>
            <Removal app last4 remove/>
        </div>
    }
    .into_any()
}

/// Asks before the card goes. The address says so, and it works without JavaScript.
#[component]
fn Removal(app: String, last4: String, remove: ServerAction<RemoveCard>) -> impl IntoView {
    let query = use_query_map();
    let navigate = use_navigate();
    let close = Callback::new(move |()| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate("/console/billing", options);
    });
    view! {
        <Dialog
            id="card-removal"
            title=format!("Remove the card ending in {last4}?")
            open=Signal::derive(move || query.read().get("remove-card").is_some())
            on_close=close
        >
            <p>"Without a card, devices beyond the free allowance are refused. On a plan with a price, replace the card instead."</p>
            <ActionForm action=remove>
                <input type="hidden" name="app" value=app/>
                <div class="actions actions-end">
                    <ButtonLink href="/console/billing">"Keep card"</ButtonLink>
                    <Button kind="submit" look=Look::Danger busy=remove.pending()>"Remove card"</Button>
                </div>
            </ActionForm>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Transfer(app: String, agreed: bool, by_invoice: ServerAction<PayByInvoice>) -> impl IntoView {
    if agreed {
        return view! { <p>"Invoices are paid by transfer. Name the invoice's number in it."</p> }.into_any();
    }
    view! {
        <div class="stack">
            <p class="soft">"There are no cards here: invoices are paid by transfer. Agree to it once, and plans with a price can be chosen."</p>
            <FormAlert state=FormState::of(by_invoice)/>
            <ActionForm action=by_invoice>
                <input type="hidden" name="app" value=app/>
                <Button kind="submit" busy=by_invoice.pending()>"Pay by invoice"</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}
