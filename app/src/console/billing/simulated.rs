//! The banner of an installation that moves no money.

use crate::ui::prelude::*;

#[server(endpoint = "billing-simulated")]
async fn is_simulated() -> FormResult<bool> {
    let (app, session) = crate::state::member()?;
    Ok(app.subscriptions.is_simulated(session.mode))
}

/// Says that no money moves, where that is so; stands on every page about payments.
#[component]
pub(crate) fn Simulated() -> impl IntoView {
    let simulated = Resource::new(|| (), |()| is_simulated());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                simulated.await.unwrap_or(false).then(|| view! {
                    <Alert tone=Tone::Sandbox>"Payments are simulated: no money moves. Use test card numbers."</Alert>
                })
            })}
        </Suspense>
    }
    .into_any()
}
