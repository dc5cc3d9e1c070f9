//! Log-in.

use super::door::Door;
use super::log_in::LogIn;
use crate::page::{Page, travels_in};
use crate::ui::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/log-in?next=…`.
pub(crate) struct LogInRoute;

travels_in!(site: LogInRoute);

impl Page for LogInRoute {
    fn data() -> Self {
        Self
    }

    fn view(self) -> AnyView {
        view! { <LogInPage/> }.into_any()
    }
}

#[component]
fn LogInPage() -> impl IntoView {
    let log_in = ServerAction::<LogIn>::new();
    let state = FormState::of(log_in);
    let query = use_query_map();
    let (next, changed) =
        query.with_untracked(|q| (q.get("next").unwrap_or_default(), q.get("changed").is_some()));
    view! {
        <Door title="Log in" sentence="With the e-mail address and the password of your account.">
            {changed.then(|| view! {
                <Alert tone=Tone::Good>"The password is changed. Log in with the new one."</Alert>
            })}
            <ActionForm action=log_in attr:novalidate="">
                <div class="form">
                    <FormAlert state/>
                    <input type="hidden" name="next" value=next/>
                    <Field label="E-mail" name="email" kind=Kind::Email autocomplete="username" value=state.kept("email") error=state.error("email")/>
                    <Field label="Password" name="password" kind=Kind::Password autocomplete="current-password" error=state.error("password")/>
                    <Button kind="submit" look=Look::Primary class="btn-wide btn-lg" busy=state.busy>"Log in"</Button>
                </div>
            </ActionForm>
            <p class="door-foot"><a href="/forgot-password">"Forgot your password?"</a></p>
            <p class="door-foot">"No account yet? "<a href="/sign-up">"Sign up"</a></p>
        </Door>
    }
    .into_any()
}
