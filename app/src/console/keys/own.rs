//! A public key that was made elsewhere: pasted, or read from a file.

use super::add::AddKey;
use crate::ui::browser;
use crate::ui::code::Code;
use crate::ui::prelude::*;

const OPENSSL: &str = "openssl genrsa -out conclave.private.pem 4096
openssl rsa -in conclave.private.pem -pubout -out conclave.public.pem";

/// The form; works without JavaScript.
#[component]
pub(super) fn Own(title: String, add: ServerAction<AddKey>) -> impl IntoView {
    let state = FormState::of(add);
    let pem = RwSignal::new(String::new());
    let file = NodeRef::<leptos::html::Input>::new();
    let read = move |_| {
        leptos::task::spawn_local(async move {
            if let Some(input) = file.get_untracked()
                && let Some(text) = browser::chosen_text(&input).await
            {
                pem.set(text);
            }
        });
    };
    let kept = state.kept("title");
    view! {
        <div class="split">
            <ActionForm action=add>
                <div class="form card">
                    <FormAlert state/>
                    <Field
                        label="Title" name="title" value=if kept.is_empty() { title } else { kept } error=state.error("title")
                        hint="For you: for example the name of the server that signs with it."
                    />
                    <div on:change=read>
                        <Field
                            label="Public key file" name="public_file" kind=Kind::File(".pem,.pub,.key,text/plain") optional=true node=file
                            hint="Read in this page into the field below."
                        />
                    </div>
                    <Field
                        label="Public key" name="public_pem" kind=Kind::Code rows=9 bind=pem error=state.error("public_pem")
                        placeholder="-----BEGIN PUBLIC KEY-----"
                        hint="PEM, RSA, at least 2,048 bits, better 4,096. Never paste a private key anywhere but on your own server."
                    />
                    <div class="actions">
                        <Button kind="submit" look=Look::Primary busy=state.busy>"Add key"</Button>
                        <ButtonLink href="/console/keys">"Cancel"</ButtonLink>
                    </div>
                </div>
            </ActionForm>
            <div class="stack">
                <p class="soft">"To make a pair on your own machine:"</p>
                <Code title="Terminal" text=Signal::stored(OPENSSL.to_owned())/>
                <p class="soft">"Paste what stands in "<code>"conclave.public.pem"</code>". The other file stays with you."</p>
            </div>
        </div>
    }
    .into_any()
}
