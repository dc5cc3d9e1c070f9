//! The trail to a page that lies below another.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// Links to the pages above, then this page's name.
#[component]
pub(crate) fn Crumbs(
    /// Address and name of each page above.
    above: Vec<(&'static str, &'static str)>,
    #[prop(into)] here: String,
) -> impl IntoView {
    view! {
        <nav class="crumbs" aria-label="Breadcrumbs">
            <ol>
                {above
                    .into_iter()
                    .map(|(href, name)| view! {
                        <li><a href=href>{name}</a><Icon glyph=Glyph::ChevronRight/></li>
                    })
                    .collect_view()}
                <li aria-current="page">{here}</li>
            </ol>
        </nav>
    }
    .into_any()
}
