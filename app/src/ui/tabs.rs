//! Tabs over one panel, moved through with the arrow keys.

use super::browser;
use leptos::prelude::*;

/// The row of tabs. The panel's id is `{id}-panel`, each tab's `{id}-tab-{index}`.
#[component]
pub(crate) fn TabList(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    names: Vec<String>,
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let count = names.len();
    let key_id = id.clone();
    let on_key = move |event: web_sys::KeyboardEvent| {
        let at = chosen.get_untracked();
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        chosen.set(to);
        browser::focus(&format!("#{key_id}-tab-{to}"));
    };
    view! {
        <div class="tablist" role="tablist" aria-label=label on:keydown=on_key>
            {names
                .into_iter()
                .enumerate()
                .map(|(index, name)| view! {
                    <button
                        type="button"
                        role="tab"
                        class="tab"
                        id=format!("{id}-tab-{index}")
                        aria-controls=format!("{id}-panel")
                        aria-selected=move || if chosen.get() == index { "true" } else { "false" }
                        tabindex=move || if chosen.get() == index { "0" } else { "-1" }
                        on:click=move |_| chosen.set(index)
                    >
                        {name}
                    </button>
                })
                .collect_view()}
        </div>
    }
    .into_any()
}
