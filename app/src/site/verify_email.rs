//! The link of the first mail: proves the address and logs in.

use super::door::Door;
use crate::page::{Page, travels_in};
use crate::ui::prelude::*;
use crate::ui::skeleton::{Shape, Skeleton};
use leptos_router::hooks::use_query_map;

#[server(endpoint = "verify-email")]
pub(super) async fn verify_email(token: String) -> FormResult<()> {
    use super::trouble::refused;
    use crate::state;

    let (app, request) = (state::app()?, state::request()?);
    let opened = async {
        let member = app.accounts.verify_email(&token).await?;
        let visitor = accounts::Visitor {
            address: request.address,
            user_agent: request.user_agent,
        };
        app.accounts.open_session(member, &visitor).await
    };
    match opened.await {
        Ok(token) => {
            state::set_cookie(Some(token.expose()), accounts::ABSOLUTE_LIMIT.as_secs())?;
            state::go("/console");
            Ok(())
        }
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
    let query = use_query_map();
    let token = query.with_untracked(|q| q.get("token").unwrap_or_default());
    let verified = Resource::new(move || token.clone(), verify_email);
    view! {
        <Suspense fallback=|| view! { <Door title="Checking the link" sentence="One moment."><Skeleton shape=Shape::Line/></Door> }>
            {move || Suspend::new(async move {
                match verified.await {
                    Ok(()) => view! {
                        <Door title="The address is yours" sentence="You are logged in.">
                            <ButtonLink href="/console" look=Look::Primary>"Go to the console"</ButtonLink>
                        </Door>
                    }
                    .into_any(),
                    Err(why) => view! {
                        <Door title="This link does not work" sentence=why.to_string()>
                            <p>"If you have followed it before, your address is proven already: "<a href="/log-in">"log in"</a>"."</p>
                            <ButtonLink href="/check-mail">"Send a new link"</ButtonLink>
                        </Door>
                    }
                    .into_any(),
                }
            })}
        </Suspense>
    }
    .into_any()
}
