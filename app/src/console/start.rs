//! The first page: four steps that tick themselves off from real data.

mod progress;

use super::start_sandbox::StartSandbox;
use crate::page::{Page, travels_in};
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use progress::{Progress, load_progress};

/// `/console`.
pub(crate) struct StartRoute {
    progress: Resource<FormResult<Progress>>,
}

travels_in!(console: StartRoute);

impl Page for StartRoute {
    fn data() -> Self {
        Self {
            progress: Resource::new(|| (), |()| load_progress()),
        }
    }

    fn view(self) -> AnyView {
        view! {
            <PageHeader title="Start" sentence="From a key to a meeting in your own page. Each step ticks itself off when it has happened."/>
            <Erased/>
            <Loaded data=self.progress render={|p: Progress| view! { <Steps progress=p/> }.into_any()}/>
        }
        .into_any()
    }
}

/// After the end of a sandbox whose clock passed the end of its subscription: `/console?erased`.
#[component]
fn Erased() -> impl IntoView {
    let query = use_query_map();
    move || {
        query.read().get("erased").is_some().then(|| {
            view! {
                <div class="notice" role="status">
                    <Alert tone=Tone::Sandbox title="The sandbox was erased">
                        <p>"Its clock passed the end of its subscription, so its keys, meetings and invoices are gone. You look at the live app again."</p>
                        <form method="post" action=StartSandbox::url()>
                            <Button kind="submit" class="btn-sm">"Start a new sandbox"</Button>
                        </form>
                    </Alert>
                </div>
            }
        })
    }
}

#[component]
fn Steps(progress: Progress) -> impl IntoView {
    let Progress { app, done } = progress;
    let next = done.iter().position(|done| !done);
    let steps = [
        (
            "Add a key",
            "Your app is known by its AppID; a key pair signs the tokens that open its meetings.",
            "/console/keys/new",
            "Add key",
        ),
        (
            "Sign a token",
            "A token says who may enter which room. Make one here; ticks when a token of yours opens a meeting.",
            "/console/tokens",
            "Make token",
        ),
        (
            "Hold your first meeting",
            "Open the join link in two browsers. Ticks when two people have met.",
            "/console/tokens",
            "Get join link",
        ),
        (
            "Embed it",
            "Put the meeting into your own page and let your server sign. Ticks when somebody joins from inside another page.",
            "/console/tokens#embed",
            "See the code",
        ),
    ];
    let count = done.iter().filter(|done| **done).count();
    view! {
        <div class="stack-lg">
            <div>
                <p class="soft num">{format!("{count} of {} done", steps.len())}</p>
                <div class="progress" aria-hidden="true">
                    {done.iter().map(|done| view! { <span class:is-done=*done></span> }).collect_view()}
                </div>
                <ol class="steps">
                    {steps
                        .into_iter()
                        .enumerate()
                        .map(|(index, (title, text, href, action))| {
                            let done = done.get(index).copied().unwrap_or(false);
                            let is_next = next == Some(index);
                            view! {
                                <li class="step" class:is-done=done class:is-next=is_next>
                                    <span class="step-mark">
                                        {if done {
                                            view! { <Icon glyph=Glyph::Check class="icon-sm" label="Done"/> }.into_any()
                                        } else {
                                            (index + 1).to_string().into_any()
                                        }}
                                    </span>
                                    <div>
                                        <h2>{title}</h2>
                                        <p>{text}</p>
                                    </div>
                                    {if done {
                                        view! { <Badge tone=Tone::Good glyph=Glyph::Check text="Done"/> }.into_any()
                                    } else {
                                        let look = if is_next { Look::Primary } else { Look::Quiet };
                                        view! { <ButtonLink href look>{action}</ButtonLink> }.into_any()
                                    }}
                                </li>
                            }
                        })
                        .collect_view()}
                </ol>
            </div>
            <Card title="AppID" note="Part of every token and every meeting address.">
                <CopyId id=app what="AppID"/>
            </Card>
        </div>
    }
    .into_any()
}
