//! The quiet page of one form.

use super::frame::SiteFrame;
use leptos::prelude::*;
use leptos_meta::Title;

/// A title, a sentence, a form, and where to go otherwise.
#[component]
pub(super) fn Door(
    #[prop(into)] title: String,
    #[prop(into)] sentence: String,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title.clone()/>
        <SiteFrame>
            <div class="door">
                <div class="door-head">
                    <h1>{title}</h1>
                    <p>{sentence}</p>
                </div>
                {children()}
            </div>
        </SiteFrame>
    }
    .into_any()
}
