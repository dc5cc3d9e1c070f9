//! The frame of the public pages.

use crate::ui::brand::Wordmark;
use crate::ui::theme::ThemeSwitch;
use leptos::prelude::*;

/// Header, main part and footer.
#[component]
pub(crate) fn SiteFrame(children: Children) -> impl IntoView {
    view! {
        <div class="site">
            <a class="skip" href="#main">"Skip to content"</a>
            <header class="site-bar">
                <Wordmark/>
                <span class="bar-space"></span>
                <nav class="actions" aria-label="Site">
                    <a class="btn btn-ghost" href="/log-in">"Log in"</a>
                    <a class="btn" href="/sign-up">"Sign up"</a>
                </nav>
            </header>
            <main class="site-main" id="main" tabindex="-1">{children()}</main>
            <footer class="site-foot">
                <div>
                    <span>"Conclave is free software under the Apache License 2.0."</span>
                    <a href="/styleguide">"Style guide"</a>
                    <span class="bar-space"></span>
                    <ThemeSwitch/>
                </div>
            </footer>
        </div>
    }
    .into_any()
}
