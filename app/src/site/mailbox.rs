//! The mails of a development server, newest first.

use super::frame::SiteFrame;
use super::mail_text::MailText;
use crate::page::{Page, travels_in};
use crate::ui::empty::Empty;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// One mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letter {
    to: String,
    subject: String,
    text: String,
    at: Moment,
}

#[server(endpoint = "mailbox")]
async fn mailbox() -> FormResult<Vec<Letter>> {
    use super::trouble::refused;
    use crate::state;

    let app = state::app()?;
    if !app.development {
        return state::answer(Err(FormError::NotFound));
    }
    let mails = app.accounts.mailbox().await.map_err(refused)?;
    Ok(mails
        .into_iter()
        .map(|mail| Letter {
            to: mail.recipient,
            subject: mail.subject,
            text: if mail.sent_at.is_some() {
                String::from("This mail is on its way; its text is no longer kept here.")
            } else {
                mail.body
            },
            at: mail.created_at.into(),
        })
        .collect())
}

/// `/mailbox`.
pub(crate) struct MailboxRoute;

travels_in!(site: MailboxRoute);

impl Page for MailboxRoute {
    fn data() -> Self {
        Self
    }

    fn view(self) -> AnyView {
        view! { <MailboxPage/> }.into_any()
    }
}

#[component]
fn MailboxPage() -> impl IntoView {
    let letters = Resource::new(|| (), |()| mailbox());
    view! {
        <SiteFrame>
            <div class="band">
                <Loaded data=letters render={|letters: Vec<Letter>| view! {
                    <PageHeader title="Mailbox" sentence="What this server would have sent. Anybody who can open this page can read it."/>
                    <div class="stack">
                        <Alert tone=Tone::Sandbox title="Development mode">
                            "Mails are shown here instead of being sent. Start the server without --development and with a mail server before others use it."
                        </Alert>
                        {if letters.is_empty() {
                            view! { <Empty glyph=Glyph::Mail title="No mail yet" sentence="Sign-up and password forms send mail; it appears here at once."/> }.into_any()
                        } else {
                            letters.into_iter().map(|letter| view! { <Sheet letter/> }).collect_view().into_any()
                        }}
                    </div>
                }.into_any()}/>
            </div>
        </SiteFrame>
    }
    .into_any()
}

#[component]
fn Sheet(letter: Letter) -> impl IntoView {
    view! {
        <article class="mail">
            <dl class="mail-head">
                <dt>"To"</dt>
                <dd>{letter.to}</dd>
                <dt>"When"</dt>
                <dd><When moment=letter.at/></dd>
            </dl>
            <h2>{letter.subject}</h2>
            <MailText text=letter.text/>
        </article>
    }
    .into_any()
}
