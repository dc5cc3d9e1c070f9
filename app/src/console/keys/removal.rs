//! Asks before a key is removed. The address says which key, so that it also works without JavaScript.

use super::list::KeyRow;
use super::remove::RemoveKey;
use crate::ui::dialog::Dialog;
use crate::ui::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

/// The dialog, open while the address names a key.
#[component]
pub(super) fn Removal(keys: Vec<KeyRow>, remove: ServerAction<RemoveKey>) -> impl IntoView {
    let query = use_query_map();
    let navigate = use_navigate();
    let key = Memo::new(move |_| {
        let asked = query.read().get("remove")?;
        keys.iter().find(|key| key.short() == asked).cloned()
    });
    let close = Callback::new(move |()| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate("/console/keys", options);
    });
    view! {
        <Dialog
            id="removal"
            title=Signal::derive(move || key.get().map_or_else(String::new, |key| format!("Remove “{}”?", key.title)))
            open=Signal::derive(move || key.get().is_some())
            on_close=close
        >
            <p>
                "Tokens signed with key "
                <code>{move || key.get().map(|key| key.short().to_owned())}</code>
                " are refused from this moment on. Meetings that go on are not ended. A removed key cannot be brought back; disable it instead if you are not sure."
            </p>
            <ActionForm action=remove>
                <input type="hidden" name="kid" value=move || key.get().map(|key| key.kid)/>
                <div class="actions actions-end">
                    <ButtonLink href="/console/keys">"Keep key"</ButtonLink>
                    <Button kind="submit" look=Look::Danger busy=remove.pending()>"Remove key"</Button>
                </div>
            </ActionForm>
        </Dialog>
    }
    .into_any()
}
