//! Choosing the new password.

use super::door::Door;
use super::reset::Reset;
use crate::page::{Page, travels_in};
use crate::ui::prelude::*;
use crate::ui::skeleton::{Shape, Skeleton};
use leptos_router::hooks::use_query_map;

#[server(endpoint = "reset-link-works")]
async fn link_works(token: String) -> FormResult<bool> {
    use super::trouble::refused;
    use crate::state;

    state::app()?
        .accounts
        .reset_link_works(&token)
        .await
        .map_err(refused)
}

/// `/reset-password?token=…`.
pub(crate) struct ResetPasswordRoute;

travels_in!(site: ResetPasswordRoute);

impl Page for ResetPasswordRoute {
    fn data() -> Self {
        Self
    }

    fn view(self) -> AnyView {
        view! { <ResetPassword/> }.into_any()
    }
}

#[component]
fn ResetPassword() -> impl IntoView {
    let reset = ServerAction::<Reset>::new();
    let token = use_query_map().with_untracked(|q| q.get("token").unwrap_or_default());
    let works = {
        let token = token.clone();
        Resource::new(move || token.clone(), link_works)
    };
    view! {
        <Suspense fallback=|| view! { <Door title="Checking the link" sentence="One moment."><Skeleton shape=Shape::Line/></Door> }>
            {move || {
                let token = token.clone();
                Suspend::new(async move {
                    if works.await.unwrap_or(false) {
                        view! { <Choose token reset/> }.into_any()
                    } else {
                        view! {
                            <Door title="This link does not work" sentence="It has been used, or is older than an hour.">
                                <ButtonLink href="/forgot-password" look=Look::Primary>"Ask for a new one"</ButtonLink>
                            </Door>
                        }
                        .into_any()
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Choose(token: String, reset: ServerAction<Reset>) -> impl IntoView {
    let state = FormState::of(reset);
    view! {
        <Door title="Choose a new password" sentence="All sessions of your account end when it is changed.">
            <ActionForm action=reset attr:novalidate="">
                <div class="form">
                    <FormAlert state/>
                    <input type="hidden" name="token" value=token/>
                    <Field
                        label="New password" name="password" kind=Kind::Password autocomplete="new-password" error=state.error("password")
                        hint="Long is better than complicated."
                    />
                    <Button kind="submit" look=Look::Primary class="btn-wide btn-lg" busy=state.busy>"Change password"</Button>
                </div>
            </ActionForm>
        </Door>
    }
    .into_any()
}
