//! The native dialog: it traps focus, closes with Escape, and gives focus back.

use super::icon::{Glyph, Icon};
use leptos::html;
use leptos::prelude::*;

/// Follows `open`. `on_close` is told when the person closes it, by whatever means.
#[component]
pub(crate) fn Dialog(
    #[prop(into)] id: &'static str,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] open: Signal<bool>,
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, _) => {
                // What the server rendered open is not modal yet.
                dialog.close();
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            (false, false) => {}
        }
    });
    // Without JavaScript an open dialog lies in the page.
    let served_open = open.get_untracked();
    view! {
        <dialog
            class="dialog"
            node_ref=node
            open=served_open
            aria-labelledby=id
            on:close=move |_| {
                if open.get_untracked() && node.get_untracked().is_some_and(|d| !d.open()) {
                    on_close.run(());
                }
            }
        >
            <div class="dialog-head">
                <h2 id=id>{move || title.get()}</h2>
                <button type="button" class="copy-btn" aria-label="Close" on:click=move |_| on_close.run(())>
                    <Icon glyph=Glyph::Close/>
                </button>
            </div>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
    .into_any()
}
