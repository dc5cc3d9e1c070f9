//! The switch between the live app and the sandbox, and the band that marks what is not live.
//!
//! Its forms are plain ones: the answer is a page of its own, so nothing of the other app stays on it.

use super::look_at::LookAt;
use super::me::Me;
use super::mode::Mode;
use super::start_sandbox::StartSandbox;
use crate::ui::prelude::*;
use leptos::server_fn::ServerFn;

/// "Live" and "Sandbox", the present one marked; without a sandbox, a button that starts one.
#[component]
pub(super) fn Switch(me: Resource<FormResult<Me>>) -> impl IntoView {
    view! {
        <Suspense fallback=|| view! { <div class="switch"></div> }>
            {move || Suspend::new(async move { me.await.ok().map(|me| view! { <Entries me/> }) })}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Entries(me: Me) -> impl IntoView {
    let entry = |mode: Mode, value: &'static str, name: &'static str| {
        let current = (me.mode == mode).then_some("true");
        view! {
            <button class=format!("switch-item switch-{value}") type="submit" name="mode" value=value aria-current=current>
                {name}
            </button>
        }
    };
    view! {
        <div class="switch" role="group" aria-label="App">
            <form method="post" action=LookAt::url()>
                {entry(Mode::Live, "live", "Live")}
                {me.has_sandbox.then(|| entry(Mode::Sandbox, "sandbox", "Sandbox"))}
            </form>
            {(!me.has_sandbox).then(|| view! {
                <form method="post" action=StartSandbox::url()>
                    <button class="switch-item switch-start" type="submit">"Start a sandbox"</button>
                </form>
            })}
        </div>
    }
    .into_any()
}

/// Says on every page of a sandbox what it is.
#[component]
pub(super) fn Band(me: Resource<FormResult<Me>>) -> impl IntoView {
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                me.await.ok().filter(|me| me.mode == Mode::Sandbox).map(|_| view! {
                    <p class="mode-band" data-mode="sandbox">
                        <Icon glyph=Glyph::Info class="icon-sm"/>
                        <span>"Sandbox: nothing here is billed, and "<a href="/console/sandbox">"its clock can be moved"</a>"."</span>
                    </p>
                })
            })}
        </Suspense>
    }
    .into_any()
}
