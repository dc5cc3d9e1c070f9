//! A message for browsers with JavaScript switched off.

use leptos::prelude::*;

/// `html` is written as it is and is ours alone. A browser with JavaScript reads what stands in `noscript` as
/// text and not as elements, so nothing in there may be a component: waking up would look for its elements.
#[component]
pub(crate) fn NoScript(html: &'static str) -> impl IntoView {
    let alert =
        format!(r#"<div class="alert alert-warn"><div class="alert-body"><div>{html}</div></div></div>"#);
    view! { <noscript inner_html=alert></noscript> }.into_any()
}
