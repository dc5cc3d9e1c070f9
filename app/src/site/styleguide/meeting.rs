//! The meeting's own components, which are dark whatever the theme.

use crate::meeting::showcase::{SCENES, Scene, Showcase};
use crate::ui::prelude::*;

/// Every scene on the meeting's own ground.
#[component]
pub(super) fn MeetingParts() -> impl IntoView {
    view! {
        <section>
            <h2>"Meeting"</h2>
            <div class="stack-lg">
                {SCENES.into_iter().map(|(name, scene): (&'static str, Scene)| view! {
                    <div>
                        <p class="soft">{name}</p>
                        <Showcase scene/>
                    </div>
                }).collect_view()}
            </div>
        </section>
    }
    .into_any()
}
