//! What to do after a form that sends a mail.

use super::door::Door;
use super::send_again::SendAgain;
use crate::page::{Page, travels_in};
use crate::ui::prelude::*;
use leptos_router::hooks::use_query_map;

/// Whether this server shows its mails on a page.
#[server(endpoint = "has-mailbox")]
pub(super) async fn has_mailbox() -> FormResult<bool> {
    Ok(crate::state::app()?.development)
}

/// `/check-mail`.
pub(crate) struct CheckMailRoute;

travels_in!(site: CheckMailRoute);

impl Page for CheckMailRoute {
    fn data() -> Self {
        Self
    }

    fn view(self) -> AnyView {
        view! { <CheckMail/> }.into_any()
    }
}

#[component]
fn CheckMail() -> impl IntoView {
    let again = ServerAction::<SendAgain>::new();
    let state = FormState::of(again);
    let query = use_query_map();
    let resent = Signal::derive(move || query.read().get("again").is_some());
    let mailbox = Resource::new(|| (), |()| has_mailbox());
    view! {
        <Door
            title="Check your mail"
            sentence="If the address can be used, a mail with a link is on its way. The link works once, for 24 hours."
        >
            {move || resent.get().then(|| view! {
                <div role="status"><Alert tone=Tone::Good>"A new link is on its way, if the address needs one."</Alert></div>
            })}
            <Suspense>
                {move || Suspend::new(async move {
                    mailbox.await.unwrap_or(false).then(|| view! {
                        <Alert tone=Tone::Sandbox title="This server runs in development mode">
                            <p>"It sends no mail but shows it on a page."</p>
                            <p><a href="/mailbox">"Open the mailbox"</a></p>
                        </Alert>
                    })
                })}
            </Suspense>
            <ActionForm action=again attr:novalidate="">
                <div class="form">
                    <h2>"Nothing came?"</h2>
                    <FormAlert state/>
                    <Field
                        label="E-mail" name="email" kind=Kind::Email autocomplete="email" value=state.kept("email") error=state.error("email")
                        hint="Look into the spam folder first. Then have the link sent again to this address."
                    />
                    <Button kind="submit" busy=state.busy>"Send again"</Button>
                </div>
            </ActionForm>
        </Door>
    }
    .into_any()
}
