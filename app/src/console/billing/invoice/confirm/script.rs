//! Has Stripe's script ask the bank.

use crate::console::billing::stripe_js;
use crate::ui::prelude::*;

/// The button that opens the bank's page.
#[component]
pub(super) fn Script(client_secret: String, card: Option<String>, publishable_key: String) -> impl IntoView {
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let ask = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let (key, secret, card) = (publishable_key.clone(), client_secret.clone(), card.clone());
        leptos::task::spawn_local(async move {
            match stripe_js::confirm_payment(&key, &secret, card.as_deref()).await {
                // This page once more: it asks the provider how the payment stands, and leads on.
                Ok(()) => stripe_js::leave_for(""),
                Err(why) => {
                    failed.set(Some(why));
                    busy.set(false);
                }
            }
        });
    };
    view! {
        <NoScript html="The bank is asked by a script of the payment provider. Switch JavaScript on for this page."/>
        <Failure text=failed/>
        <div class="actions">
            <Button live=true look=Look::Primary busy on:click=ask>"Confirm with your bank"</Button>
        </div>
    }
    .into_any()
}
