//! Stripe's Payment Element: the card is typed into Stripe's own frame and never reaches this server.

use super::next;
use crate::console::billing::stripe_js::{self, Mounted};
use crate::ui::prelude::*;

/// The frame, and the button that sends it.
#[component]
pub(super) fn Element(
    setup: String,
    client_secret: String,
    publishable_key: String,
    next: String,
) -> impl IntoView {
    let mounted = RwSignal::new_local(None::<Mounted>);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let (key, secret) = (publishable_key.clone(), client_secret.clone());
        leptos::task::spawn_local(async move {
            match stripe_js::mount(&key, &secret, "#payment-element").await {
                Ok(form) => mounted.set(Some(form)),
                Err(why) => failed.set(Some(why)),
            }
        });
    });
    let done = next::step("/done", &setup, &next);
    let save = move |_| {
        let Some(form) = mounted.get_untracked() else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let done = done.clone();
        leptos::task::spawn_local(async move {
            match stripe_js::confirm_setup(&form, &done).await {
                Ok(()) => stripe_js::leave_for(&done),
                Err(why) => {
                    failed.set(Some(why));
                    busy.set(false);
                }
            }
        });
    };
    view! {
        <div class="form card">
            <NoScript html="A card is typed into a form of the payment provider, which needs JavaScript. Switch it on for this page."/>
            <Failure text=failed/>
            <div id="payment-element"></div>
            <div class="actions">
                <Button look=Look::Primary busy disabled=Signal::derive(move || mounted.with(Option::is_none)) on:click=save>"Save card"</Button>
                <ButtonLink href="/console/billing">"Cancel"</ButtonLink>
            </div>
            <p class="soft">"The card's number goes to the payment provider alone."</p>
        </div>
    }
    .into_any()
}
