//! Confirming a payment with the bank: ours plays it where no money moves, Stripe's script asks it elsewhere.

mod answer;
mod script;

use crate::console::billing::Simulated;
use crate::page::{Page, travels_whole_in};
use crate::ui::crumbs::Crumbs;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::skeleton::Shape;
use answer::AnswerPayment;
use leptos_router::hooks::use_params_map;
use script::Script;
use serde::{Deserialize, Serialize};

/// `/console/billing/invoices/:number/confirm`; with a provider, a page with a content policy of its own.
pub(crate) struct ConfirmPaymentRoute {
    waiting: Resource<FormResult<Waiting>>,
    answer: ServerAction<AnswerPayment>,
}

/// A payment that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    app: String,
    number: String,
    action: Asked,
}

/// What its owner has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Asked {
    /// Nothing: no payment waits.
    Nothing,
    /// Press one of two buttons.
    Page,
    /// Let Stripe's script ask the bank.
    Script {
        client_secret: String,
        card: Option<String>,
        publishable_key: String,
    },
}

#[server(endpoint = "billing-confirmation")]
async fn confirmation(number: String) -> FormResult<Waiting> {
    use crate::console::refused::refused;
    use crate::state;
    use payments::{Action, ExposeSecret as _};

    let (services, session) = state::member()?;
    let subscriptions = &services.subscriptions;
    let action = subscriptions
        .confirmation(&session.app, &number)
        .await
        .map_err(refused)?;
    let action = match action {
        None => {
            // Settled meanwhile; the invoice says how.
            state::go(&format!("/console/billing/invoices/{number}"));
            Asked::Nothing
        }
        Some(Action::SimulatedPage) => Asked::Page,
        Some(Action::StripeScript { client_secret, card }) => Asked::Script {
            client_secret: client_secret.expose_secret().to_owned(),
            card: card.map(|card| card.to_string()),
            publishable_key: subscriptions
                .gateway(session.mode)
                .publishable_key()
                .unwrap_or_default()
                .to_owned(),
        },
    };
    Ok(Waiting {
        app: session.app.to_string(),
        number,
        action,
    })
}

travels_whole_in!(invoice: ConfirmPaymentRoute);

impl Page for ConfirmPaymentRoute {
    fn data() -> Self {
        let params = use_params_map();
        let number = move || params.read().get("number").unwrap_or_default();
        Self {
            waiting: Resource::new(number, confirmation),
            answer: ServerAction::new(),
        }
    }

    fn view(self) -> AnyView {
        let ConfirmPaymentRoute { waiting, answer } = self;
        view! {
            <Crumbs above=vec![("/console/billing", "Billing")] here="Confirm payment"/>
            <PageHeader title="Confirm the payment" sentence="The bank asks whether it is you who pays (3-D Secure)."/>
            <div class="stack-lg">
                <Simulated/>
                <Loaded data=waiting shape=Shape::Block render={move |waiting: Waiting| view! { <Bank waiting answer/> }.into_any()}/>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Bank(waiting: Waiting, answer: ServerAction<AnswerPayment>) -> impl IntoView {
    let Waiting { app, number, action } = waiting;
    let invoice = format!("/console/billing/invoices/{number}");
    let content = match action {
        Asked::Nothing => view! { <p>"No payment of this invoice waits for you."</p> }.into_any(),
        Asked::Page => view! { <Buttons app number=number.clone() answer/> }.into_any(),
        Asked::Script {
            client_secret,
            card,
            publishable_key,
        } => view! { <Script client_secret card publishable_key/> }.into_any(),
    };
    view! {
        <Card title=format!("Payment of invoice {number}")>
            <div class="stack">
                {content}
                <p><a href=invoice>"Back to the invoice"</a></p>
            </div>
        </Card>
    }
    .into_any()
}

#[component]
fn Buttons(app: String, number: String, answer: ServerAction<AnswerPayment>) -> impl IntoView {
    let state = FormState::of(answer);
    let choice = move |confirmed: &'static str, look: Look, label: &'static str| {
        let (app, number) = (app.clone(), number.clone());
        view! {
            <ActionForm action=answer>
                <input type="hidden" name="app" value=app/>
                <input type="hidden" name="number" value=number/>
                <input type="hidden" name="confirmed" value=confirmed/>
                <Button kind="submit" look busy=state.busy>{label}</Button>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <FormAlert state/>
        <p>"This page plays your bank. Is it you who pays?"</p>
        <div class="actions">
            {choice("true", Look::Primary, "Confirm")}
            {choice("false", Look::Quiet, "Decline")}
        </div>
    }
    .into_any()
}
