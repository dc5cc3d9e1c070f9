//! Sign-up.

use super::door::Door;
use super::sign_up::SignUp;
use crate::page::{Page, travels_in};
use crate::ui::prelude::*;

/// `/sign-up`.
pub(crate) struct SignUpRoute;

travels_in!(site: SignUpRoute);

impl Page for SignUpRoute {
    fn data() -> Self {
        Self
    }

    fn view(self) -> AnyView {
        view! { <SignUpPage/> }.into_any()
    }
}

#[component]
fn SignUpPage() -> impl IntoView {
    let sign_up = ServerAction::<SignUp>::new();
    let state = FormState::of(sign_up);
    view! {
        <Door title="Create an account" sentence="It begins with the free plan: 25 active users a month.">
            <ActionForm action=sign_up attr:novalidate="">
                <div class="form">
                    <FormAlert state/>
                    <Field label="Organisation" name="organisation" autocomplete="organization" value=state.kept("organisation") error=state.error("organisation")/>
                    <Field label="Your name" name="name" autocomplete="name" value=state.kept("name") error=state.error("name")/>
                    <Field
                        label="E-mail" name="email" kind=Kind::Email autocomplete="email" value=state.kept("email") error=state.error("email")
                        hint="A link that proves the address is sent there."
                    />
                    <Field
                        label="Password" name="password" kind=Kind::Password autocomplete="new-password" error=state.error("password")
                        hint="Long is better than complicated."
                    />
                    <Button kind="submit" look=Look::Primary class="btn-wide btn-lg" busy=state.busy>"Create account"</Button>
                </div>
            </ActionForm>
            <p class="door-foot">"You have an account? "<a href="/log-in">"Log in"</a></p>
        </Door>
    }
    .into_any()
}
