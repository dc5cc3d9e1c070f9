//! Cancelling: what will happen and when, and then the question.

mod now;

use super::Simulated;
use crate::page::{Page, travels_whole_in};
use crate::ui::crumbs::Crumbs;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::skeleton::Shape;
use now::CancelSubscription;
use serde::{Deserialize, Serialize};

/// `/console/billing/cancel`.
pub(crate) struct CancelRoute {
    outlook: Resource<FormResult<Outlook>>,
    cancel: ServerAction<CancelSubscription>,
}

/// What cancelling would mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outlook {
    app: String,
    plan: String,
    /// The day on which it would end.
    ends: String,
    /// Whether it is the live app, which takes the sandbox with it.
    live: bool,
    /// Whether it is cancelled already.
    cancelled: bool,
}

#[server(endpoint = "billing-cancel-outlook")]
async fn load_outlook() -> FormResult<Outlook> {
    use crate::console::refused::refused;
    use crate::state;
    use crate::ui::moment::long_day;
    use billing::Life;
    use store::apps::AppMode;

    let (services, session) = state::member()?;
    let seen = services
        .subscriptions
        .overview(&session.app)
        .await
        .map_err(refused)?;
    Ok(Outlook {
        app: session.app.to_string(),
        plan: seen.standing.plan.title.clone(),
        ends: long_day(seen.standing.cycle.end),
        live: session.mode == AppMode::Live,
        cancelled: seen.standing.state.life != Life::Active,
    })
}

travels_whole_in!(billing: CancelRoute);

impl Page for CancelRoute {
    fn data() -> Self {
        Self {
            outlook: Resource::new(|| (), |()| load_outlook()),
            cancel: ServerAction::new(),
        }
    }

    fn view(self) -> AnyView {
        let CancelRoute { outlook, cancel } = self;
        view! {
            <Crumbs above=vec![("/console/billing", "Billing")] here="Cancel subscription"/>
            <PageHeader title="Cancel subscription" sentence="Read what will happen, and take your data along first."/>
            <div class="stack-lg">
                <Simulated/>
                <Loaded data=outlook shape=Shape::Block render={move |outlook: Outlook| view! { <Question outlook cancel/> }.into_any()}/>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Question(outlook: Outlook, cancel: ServerAction<CancelSubscription>) -> impl IntoView {
    let Outlook {
        app,
        plan,
        ends,
        live,
        cancelled,
    } = outlook;
    if cancelled {
        return view! {
            <Alert tone=Tone::Info title="This subscription is cancelled already">
                <a href="/console/billing">"Back to billing"</a>
            </Alert>
        }
        .into_any();
    }
    let state = FormState::of(cancel);
    let kept = state.kept("reason");
    let (until, gone) = (ends.clone(), ends);
    view! {
        <div class="split">
            <ActionForm action=cancel>
                <div class="form card">
                    <FormAlert state/>
                    <input type="hidden" name="app" value=app/>
                    <Field
                        label="Reason" name="reason" kind=Kind::Lines rows=4 optional=true value=kept error=state.error("reason")
                        hint="In your own words. It is read by people."
                    />
                    <div class="actions">
                        <Button kind="submit" look=Look::Danger busy=state.busy>"Cancel subscription"</Button>
                        <ButtonLink href="/console/billing">"Keep subscription"</ButtonLink>
                    </div>
                </div>
            </ActionForm>
            <div class="stack">
                <h2>"What will happen"</h2>
                <dl class="facts prose">
                    <dt>"From now on"</dt>
                    <dd>{format!("Nothing changes until {until}: your {plan} plan goes on, and you can revert the cancellation.")}</dd>
                    <dt>{format!("On {gone}")}</dt>
                    <dd>"The last invoice is written for what was used beyond the plan, if anything. Meetings end and no new one can begin. Unused users are not carried over or paid back."</dd>
                    <dt>"After that"</dt>
                    <dd>
                        {if live {
                            "The account, its keys, its sandbox and the journal of its meetings are deleted for good. Invoices stay in the books, as the law asks."
                        } else {
                            "The sandbox, its keys, its invoices and the journal of its meetings are deleted for good. Your live app is not touched."
                        }}
                    </dd>
                </dl>
                <div class="actions">
                    <ButtonLink href="/console/billing/export" icon=Glyph::Download external=true>"Download your data first"</ButtonLink>
                </div>
                <p class="soft">"One file, one JSON object a line: the app, its public keys, the history of the subscription, invoices, and every event of your meetings."</p>
            </div>
        </div>
    }
    .into_any()
}
