//! Plays the bank's page for a test card that wants to be confirmed.

use super::answer::AnswerBank;
use crate::console::billing::Simulated;
use crate::page::{Page, travels_whole_in};
use crate::ui::crumbs::Crumbs;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::skeleton::Shape;
use leptos_router::hooks::use_query_map;

/// `/console/billing/card/confirm?setup=…&next=…`.
pub(crate) struct ConfirmCardRoute {
    app: Resource<FormResult<String>>,
    answer: ServerAction<AnswerBank>,
}

/// The AppID that is looked at.
#[server(endpoint = "billing-card-app")]
async fn shown_app() -> FormResult<String> {
    let (_, session) = crate::state::member()?;
    Ok(session.app.to_string())
}

travels_whole_in!(card: ConfirmCardRoute);

impl Page for ConfirmCardRoute {
    fn data() -> Self {
        Self {
            app: Resource::new(|| (), |()| shown_app()),
            answer: ServerAction::new(),
        }
    }

    fn view(self) -> AnyView {
        let ConfirmCardRoute { app, answer } = self;
        view! {
            <Crumbs above=vec![("/console/billing", "Billing")] here="Confirm card"/>
            <PageHeader title="Confirm the card" sentence="This page plays your bank, which asks whether it is you (3-D Secure)."/>
            <div class="stack-lg">
                <Simulated/>
                <Loaded data=app shape=Shape::Block render={move |app: String| view! { <Bank app answer/> }.into_any()}/>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Bank(app: String, answer: ServerAction<AnswerBank>) -> impl IntoView {
    let query = use_query_map();
    let of = |name: &str| query.with_untracked(|query| query.get(name).unwrap_or_default());
    let (setup, next) = (of("setup"), of("next"));
    let state = FormState::of(answer);
    let choice = move |confirmed: &'static str, look: Look, label: &'static str| {
        let (app, setup, next) = (app.clone(), setup.clone(), next.clone());
        view! {
            <ActionForm action=answer>
                <input type="hidden" name="app" value=app/>
                <input type="hidden" name="setup" value=setup/>
                <input type="hidden" name="next" value=next/>
                <input type="hidden" name="confirmed" value=confirmed/>
                <Button kind="submit" look busy=state.busy>{label}</Button>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <Card title="Is it you who adds this card?">
            <div class="stack">
                <FormAlert state/>
                <div class="actions">
                    {choice("true", Look::Primary, "Confirm")}
                    {choice("false", Look::Quiet, "Decline")}
                </div>
                <p><a href="/console/billing/card" rel="external">"Use another card"</a></p>
            </div>
        </Card>
    }
    .into_any()
}
