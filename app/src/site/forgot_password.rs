//! Asking for a new password.

use super::check_mail::has_mailbox;
use super::door::Door;
use super::forgot::Forgot;
use crate::page::{Page, travels_in};
use crate::ui::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/forgot-password`.
pub(crate) struct ForgotPasswordRoute;

travels_in!(site: ForgotPasswordRoute);

impl Page for ForgotPasswordRoute {
    fn data() -> Self {
        Self
    }

    fn view(self) -> AnyView {
        view! { <ForgotPassword/> }.into_any()
    }
}

#[component]
fn ForgotPassword() -> impl IntoView {
    let forgot = ServerAction::<Forgot>::new();
    let state = FormState::of(forgot);
    let query = use_query_map();
    let sent = Signal::derive(move || query.read().get("sent").is_some());
    let mailbox = Resource::new(|| (), |()| has_mailbox());
    view! {
        <Door title="New password" sentence="Enter the address of your account. A link for a new password is sent there.">
            {move || sent.get().then(|| view! {
                <div role="status">
                    <Alert tone=Tone::Good title="Check your mail">
                        "If there is an account with this address, a link is on its way. It works once, for an hour."
                    </Alert>
                </div>
            })}
            <Suspense>
                {move || Suspend::new(async move {
                    let shown = mailbox.await.unwrap_or(false);
                    move || (shown && sent.get()).then(|| view! { <p><a href="/mailbox">"Open the mailbox of this development server"</a></p> })
                })}
            </Suspense>
            <ActionForm action=forgot attr:novalidate="">
                <div class="form">
                    <FormAlert state/>
                    <Field label="E-mail" name="email" kind=Kind::Email autocomplete="username" value=state.kept("email") error=state.error("email")/>
                    <Button kind="submit" look=Look::Primary class="btn-wide btn-lg" busy=state.busy>"Send link"</Button>
                </div>
            </ActionForm>
            <p class="door-foot"><a href="/log-in">"Back to log-in"</a></p>
        </Door>
    }
    .into_any()
}
