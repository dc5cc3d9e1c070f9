//! Where the provider's form leads back to: asks what became of the card, and leads on.

use crate::console::billing::Simulated;
use crate::page::{Page, travels_whole_in};
use crate::ui::crumbs::Crumbs;
use crate::ui::prelude::*;
use crate::ui::skeleton::{Shape, Skeleton};
use leptos_router::hooks::use_query_map;

/// `/console/billing/card/done?setup=…&next=…`.
pub(crate) struct CardDoneRoute {
    done: Resource<FormResult<()>>,
}

#[server(endpoint = "billing-card-done")]
async fn card_done(setup: String, #[server(default)] next: String) -> FormResult<()> {
    use super::next::after;
    use super::outcome::lead;
    use crate::console::refused::refused;
    use crate::state;
    use payments::{CardEntry, SetupOutcome};

    let (services, session) = state::member()?;
    let id = setup.parse().map_err(|_| FormError::NotFound)?;
    let outcome = services
        .subscriptions
        .finish_card(&session.app, &id, CardEntry::AtProvider)
        .await
        .map_err(refused)?;
    match outcome {
        SetupOutcome::Saved(_) => {
            state::go(&after(&next));
            Ok(())
        }
        // The provider's script asks the bank by itself; there is no page of ours for it.
        SetupOutcome::NeedsAction => Err(FormError::general(
            "The bank was not asked to the end. Type the card again and confirm it.",
        )),
        other => lead(other, &setup, &next),
    }
}

travels_whole_in!(card: CardDoneRoute);

impl Page for CardDoneRoute {
    fn data() -> Self {
        let query = use_query_map();
        let of = move |name: &str| query.with_untracked(|query| query.get(name).unwrap_or_default());
        let (setup, next) = (of("setup"), of("next"));
        Self {
            done: Resource::new(
                move || (setup.clone(), next.clone()),
                |(setup, next)| card_done(setup, next),
            ),
        }
    }

    fn view(self) -> AnyView {
        let done = self.done;
        view! {
            <Crumbs above=vec![("/console/billing", "Billing")] here="Card"/>
            <PageHeader title="Card" sentence="What became of the card that you typed."/>
            <div class="stack-lg">
            <Simulated/>
                <Suspense fallback=|| view! { <Skeleton shape=Shape::Line/> }>
                {move || Suspend::new(async move {
                    match done.await {
                        Ok(()) => view! {
                            <Alert tone=Tone::Good title="The card is on file">
                                <a href="/console/billing">"Back to billing"</a>
                            </Alert>
                        }
                        .into_any(),
                        Err(why) => view! {
                            <Alert tone=Tone::Danger title="The card was not put on file">
                                <p>{why.to_string()}</p>
                                <p><a href="/console/billing/card" rel="external">"Try again"</a></p>
                            </Alert>
                        }
                        .into_any(),
                    }
                })}
            </Suspense>
            </div>
        }
        .into_any()
    }
}
