//! What stands around pages, and what stands in their place.

use crate::ui::error_page::{FailedNotice, NotFoundNotice};
use crate::ui::nav::NavGroups;
use crate::ui::prelude::*;
use crate::ui::theme::ThemeSwitch;

/// Navigation, page header, theme switch and error pages.
#[component]
pub(super) fn Frames(theme: &'static str) -> impl IntoView {
    view! {
        <section>
            <h2>"Frame"</h2>
            <div class="stack-lg">
                <div class="guide-row"><ThemeSwitch/></div>
                <nav class="guide-nav" aria-label=format!("Console, {theme}")><NavGroups current="/console/keys"/></nav>
                <Card title="A page that is not there"><NotFoundNotice example=true/></Card>
                <Card title="A page that failed"><FailedNotice request_id="0197-example" example=true/></Card>
            </div>
        </section>
    }
    .into_any()
}
