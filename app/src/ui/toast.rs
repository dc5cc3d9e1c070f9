//! Short answers to what was just done, in a polite live region.

use super::alert::Tone;
use super::icon::{Glyph, Icon};
use leptos::prelude::*;
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
}

/// Takes messages from anywhere on a page.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    last: RwSignal<u32>,
}

impl Toasts {
    /// Says that something worked; it leaves by itself.
    pub(crate) fn good(self, text: impl Into<String>) {
        let id = self.push(Tone::Good, text.into());
        set_timeout(move || self.dismiss(id), Duration::from_secs(5));
    }

    /// Says that something failed; it stays until dismissed.
    pub(crate) fn failed(self, text: impl Into<String>) {
        self.push(Tone::Danger, text.into());
    }

    fn push(self, tone: Tone, text: String) -> u32 {
        let id = self.last.get_untracked() + 1;
        self.last.set(id);
        self.shown.update(|shown| shown.push(Toast { id, tone, text }));
        id
    }

    fn dismiss(self, id: u32) {
        self.shown.update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Makes toasts available below this point.
pub(crate) fn provide_toasts() -> Toasts {
    let toasts = Toasts {
        shown: RwSignal::new(Vec::new()),
        last: RwSignal::new(0),
    };
    provide_context(toasts);
    toasts
}

/// The page's toasts.
pub(crate) fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(provide_toasts)
}

/// Where toasts appear.
#[component]
pub(crate) fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                <div class=format!("toast toast-{}", toast.tone.name())>
                    <Icon glyph=if toast.tone == Tone::Danger { Glyph::Alert } else { Glyph::CircleCheck }/>
                    <span>{toast.text}</span>
                    <button type="button" class="copy-btn" aria-label="Dismiss" on:click=move |_| toasts.dismiss(toast.id)>
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
            </For>
        </div>
    }
    .into_any()
}
