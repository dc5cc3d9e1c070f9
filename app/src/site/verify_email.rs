//! Where the link of the first mail leads: says what it confirms, and asks. Opening the page changes nothing,
//! because programs that look through mails open links too, and nobody is logged in by a link alone.

use super::door::Door;
use super::verify::Verify;
use crate::page::{Page, travels_in};
use crate::ui::prelude::*;
use crate::ui::skeleton::{Shape, Skeleton};
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// What the link is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Link {
    /// It confirms this sign-up.
    Waiting {
        name: String,
        organisation: String,
        email: String,
    },
    /// The address is confirmed.
    Followed,
}

#[server(endpoint = "verification")]
async fn verification(token: String) -> FormResult<Link> {
    use super::trouble::refused;
    use crate::state;

    match state::app()?.accounts.verification(&token).await {
        Ok(signed) => Ok(Link::Waiting {
            name: signed.name,
            organisation: signed.organisation,
            email: signed.email,
        }),
        Err(accounts::Error::AlreadyVerified) => Ok(Link::Followed),
        Err(error) => Err(refused(error)),
    }
}

/// `/verify-email?token=…`.
pub(crate) struct VerifyEmailRoute;

travels_in!(site: VerifyEmailRoute);

impl Page for VerifyEmailRoute {
    fn data() -> Self {
        Self
    }

    fn view(self) -> AnyView {
        view! { <VerifyEmailPage/> }.into_any()
    }
}

#[component]
fn VerifyEmailPage() -> impl IntoView {
    let verify = ServerAction::<Verify>::new();
    let token = use_query_map().with_untracked(|q| q.get("token").unwrap_or_default());
    let link = {
        let token = token.clone();
        Resource::new(move || token.clone(), verification)
    };
    view! {
        <Suspense fallback=|| view! { <Door title="Checking the link" sentence="One moment."><Skeleton shape=Shape::Line/></Door> }>
            {move || {
                let token = token.clone();
                Suspend::new(async move {
                    match link.await {
                        Ok(Link::Waiting { name, organisation, email }) => {
                            view! { <Confirm token name organisation email verify/> }.into_any()
                        }
                        Ok(Link::Followed) => view! {
                            <Door title="Your address is confirmed" sentence="The link has done its work before; you need it no more.">
                                <ButtonLink href="/log-in" look=Look::Primary>"Log in"</ButtonLink>
                            </Door>
                        }
                        .into_any(),
                        Err(why) => view! {
                            <Door title="This link does not work" sentence=why.to_string()>
                                <p>"If you have confirmed your address before: "<a href="/log-in">"log in"</a>"."</p>
                                <ButtonLink href="/check-mail">"Send a new link"</ButtonLink>
                            </Door>
                        }
                        .into_any(),
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Confirm(
    token: String,
    name: String,
    organisation: String,
    email: String,
    verify: ServerAction<Verify>,
) -> impl IntoView {
    let state = FormState::of(verify);
    view! {
        <Door
            title="Confirm your e-mail address"
            sentence=format!("This opens the account of {name} at {organisation} with the address {email}, and logs you in.")
        >
            <ActionForm action=verify attr:novalidate="">
                <div class="form">
                    <FormAlert state/>
                    <input type="hidden" name="token" value=token/>
                    <Button kind="submit" look=Look::Primary class="btn-wide btn-lg" busy=state.busy>"Confirm"</Button>
                </div>
            </ActionForm>
            <p class="door-foot">"If these are not your words, somebody else typed your address: do not confirm, and "<a href="/sign-up">"sign up yourself"</a>"."</p>
        </Door>
    }
    .into_any()
}
