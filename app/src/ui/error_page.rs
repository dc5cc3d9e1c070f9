//! Pages that cannot be shown say so and offer the next step.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;
use leptos_meta::Title;

fn set_status(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        http::StatusCode::from_u16(status),
    ) {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}

fn heading(text: &'static str, example: bool) -> AnyView {
    if example {
        view! { <h3>{text}</h3> }.into_any()
    } else {
        view! { <h1>{text}</h1> }.into_any()
    }
}

/// 404, with the ways on.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    set_status(404);
    view! {
        <Title text="Page not found"/>
        <NotFoundNotice/>
    }
    .into_any()
}

/// What [`NotFound`] says.
#[component]
pub(crate) fn NotFoundNotice(
    /// Among other things on a page, whose heading it must not take.
    #[prop(optional)]
    example: bool,
) -> impl IntoView {
    view! {
        <div class="error-page">
            <Icon glyph=Glyph::Search class="icon-lg"/>
            {heading("There is no page at this address", example)}
            <p class="soft">"It may have been removed, or the address was typed wrongly."</p>
            <ul>
                <li><a href="/console">"Go to the console"</a></li>
                <li><a href="/console/keys">"See your API keys"</a></li>
                <li><a href="/console/activity">"See your activity"</a></li>
                <li><a href="/">"Go to the first page"</a></li>
            </ul>
        </div>
    }
    .into_any()
}

/// 500, with the id that support can look up.
#[component]
pub(crate) fn Failed(#[prop(into)] request_id: String) -> impl IntoView {
    set_status(500);
    view! {
        <Title text="This page cannot be shown"/>
        <FailedNotice request_id/>
    }
    .into_any()
}

/// What [`Failed`] says.
#[component]
pub(crate) fn FailedNotice(
    #[prop(into)] request_id: String,
    /// Among other things on a page, whose heading it must not take.
    #[prop(optional)]
    example: bool,
) -> impl IntoView {
    view! {
        <div class="error-page">
            <Icon glyph=Glyph::Warning class="icon-lg"/>
            {heading("This page cannot be shown", example)}
            <p class="soft">
                "Something failed on our side; nothing that you entered is lost. Reload the page. If it still fails, tell support this request id:"
            </p>
            <p><code>{request_id}</code></p>
            <p><a href="/console">"Go to the console"</a></p>
        </div>
    }
    .into_any()
}

/// The code of this page could not be fetched.
#[cfg(feature = "hydrate")]
#[component]
pub(crate) fn PartLost() -> impl IntoView {
    let reload = |_| {
        let _ = window().location().reload();
    };
    view! {
        <div class="error-page" role="alert">
            <Icon glyph=Glyph::Warning class="icon-lg"/>
            <h1>"This page could not be loaded"</h1>
            <p class="soft">"Either the server cannot be reached, or it has been updated since you opened this page."</p>
            <p><button type="button" class="btn btn-primary" on:click=reload>"Reload"</button></p>
        </div>
    }
    .into_any()
}
