//! The document and its routes.

use crate::console::frame::ConsoleFrame;
use crate::site;
use crate::ui::error_page::NotFound;
use crate::ui::toast::{ToastRegion, provide_toasts};
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

/// The whole document around [`App`], rendered on the server only.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    use crate::ui::theme::Theme;
    use leptos::attr::custom::custom_attribute;
    use leptos_meta::HashedStylesheet;

    let theme = Theme::of_request();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                {(theme != Theme::Dark).then(|| view! {
                    <meta name="theme-color" content="#fbfaf8" {..custom_attribute("media", (theme == Theme::System).then_some("(prefers-color-scheme: light)"))}/>
                })}
                {(theme != Theme::Light).then(|| view! {
                    <meta name="theme-color" content="#0a0f11" {..custom_attribute("media", (theme == Theme::System).then_some("(prefers-color-scheme: dark)"))}/>
                })}
                <link rel="preload" href="/fonts/inter.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <HashedStylesheet id="leptos" options=options.clone()/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/site.webmanifest"/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Every page of Conclave.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_toasts();
    view! {
        <Title formatter=|title: String| if title.is_empty() { String::from("Conclave") } else { format!("{title} · Conclave") }/>
        <Router>
            <Routes fallback=|| view! { <site::frame::SiteFrame><NotFound/></site::frame::SiteFrame> }>
                <Route path=path!("/") view=site::landing::Landing ssr=SsrMode::Async/>
            </Routes>
        </Router>
        <ToastRegion/>
    }
}
