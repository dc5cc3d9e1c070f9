//! Makes a token: the form, the private key file, and the signature by the browser.

use super::details::Details;
use super::form::Form;
use super::made::{Made, Result as MadeToken};
use super::setup::Setup;
use crate::console::jwt;
use crate::console::webcrypto::{Signer, public_modulus, read_private, sign};
use crate::ui::browser;
use crate::ui::empty::Empty;
use crate::ui::prelude::*;

/// The whole tool; explains itself while there is no key.
#[component]
pub(super) fn Maker(setup: Setup, looked_at: RwSignal<String>) -> impl IntoView {
    if setup.keys.is_empty() {
        return view! {
            <Empty
                glyph=Glyph::Key title="A key comes first"
                sentence="Tokens are signed with a private key whose public half is known here. There is no enabled key yet."
            >
                <ButtonLink href="/console/keys/new" look=Look::Primary icon=Glyph::Plus>"Add key"</ButtonLink>
            </Empty>
        }
        .into_any();
    }
    let form = Form::new(setup.keys.first().map(|key| key.kid.clone()).unwrap_or_default());
    let signer = RwSignal::new_local(None::<Signer>);
    let problem = RwSignal::new(None::<String>);
    let matched = RwSignal::new(None::<String>);
    let made = RwSignal::new(None::<MadeToken>);
    let busy = RwSignal::new(false);
    let file = NodeRef::<leptos::html::Input>::new();

    let keys = setup.keys.clone();
    let read = move || {
        let keys = keys.clone();
        leptos::task::spawn_local(async move {
            signer.set(None);
            matched.set(None);
            problem.set(None);
            let Some(input) = file.get_untracked() else { return };
            let Some(text) = browser::chosen_text(&input).await else {
                problem.set(Some("Choose a private key file of at most 64 KB.".to_owned()));
                return;
            };
            let read = match read_private(&text).await {
                Ok(read) => read,
                Err(why) => return problem.set(Some(why)),
            };
            for key in &keys {
                if public_modulus(&key.public_pem).await.as_deref() == Some(read.modulus.as_str()) {
                    form.kid.set(key.kid.clone());
                    matched.set(Some(key.title.clone()));
                    return signer.set(Some(read));
                }
            }
            problem.set(Some(
                "This private key belongs to none of your enabled keys. Choose another file, or add its public half under API keys.".to_owned(),
            ));
        });
    };
    // A file may have been chosen before the page was awake.
    Effect::new({
        let read = read.clone();
        move |_| {
            if file
                .get()
                .and_then(|input| input.files())
                .is_some_and(|files| files.length() > 0)
            {
                read();
            }
        }
    });

    let app = setup.app.clone();
    let make = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(chosen) = signer.get_untracked() else {
            if problem.get_untracked().is_none() {
                problem.set(Some("Choose the private key file first.".to_owned()));
            }
            browser::focus("#private-key");
            return;
        };
        let wish = form.wish(&app);
        busy.set(true);
        leptos::task::spawn_local(async move {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the present is positive and fits"
            )]
            let now = (js_sys::Date::now() / 1_000.0) as u64;
            let (header, payload) = jwt::parts(&wish, now);
            let input = jwt::signing_input(&header, &payload);
            match sign(&chosen, &input).await {
                Ok(signature) => {
                    let token = jwt::token(&input, &signature);
                    looked_at.set(token.clone());
                    made.set(Some(MadeToken {
                        token,
                        room: wish.room.trim().to_owned(),
                    }));
                }
                Err(why) => problem.set(Some(why)),
            }
            busy.set(false);
        });
    };
    let place = (setup.base_url, setup.app);
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Make a token"</h2>
                <p class="card-note">"For trying things out. In your product, your server makes them."</p>
            </div>
            <form class="form" on:submit=make novalidate="">
                <NoScript html="A token is signed by JavaScript in this page, which is switched off. Use one of the samples below."/>
                <div on:change=move |_| read()>
                    <Field
                        label="Private key file" name="private-key" kind=Kind::File(".pem,.key,.txt,text/plain") node=file
                        error=problem hint="Read in this page and forgotten when you leave it."
                    />
                    <p class="field-hint" role="status">
                        {move || matched.get().map(|title| format!("This is the key “{title}”."))}
                    </p>
                </div>
                <Details form/>
                <div class="actions">
                    <Button kind="submit" live=true look=Look::Primary icon=Glyph::Badge busy>"Make token"</Button>
                </div>
            </form>
            <p class="visually-hidden" role="status">
                {move || made.with(Option::is_some).then_some("The token is made. It stands below the form.")}
            </p>
            <div class="section">
                {move || made.get().map(|result| view! { <Made result place=place.clone()/> })}
            </div>
        </section>
    }
    .into_any()
}
