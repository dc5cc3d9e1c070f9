//! What a page shows while its data comes, when it is there, and when it cannot come.

use super::alert::{Alert, Tone};
use super::error_page::{Failed, NotFound};
use super::form::{FormError, FormResult};
use super::skeleton::{Shape, Skeleton};
use leptos::prelude::*;

/// Shows `render` of the data; a skeleton before, an error page instead.
#[component]
pub(crate) fn Loaded<T, R>(
    data: Resource<FormResult<T>>,
    #[prop(default = Shape::Page)] shape: Shape,
    render: R,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    R: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=move || view! { <Skeleton shape/> }>
            {move || {
                let render = render.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(found) => render(found),
                        // The answer already leads to the log-in page.
                        Err(FormError::SignedOut) => ().into_any(),
                        Err(FormError::NotFound) => view! { <NotFound/> }.into_any(),
                        Err(FormError::Failed(id)) => view! { <Failed request_id=id/> }.into_any(),
                        Err(other) => view! {
                            <Alert tone=Tone::Danger title="This cannot be shown now">
                                <p>{other.to_string()}</p>
                                // An empty address is this page; works without JavaScript too.
                                <p><a href="" rel="external">"Try again"</a></p>
                            </Alert>
                        }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}
