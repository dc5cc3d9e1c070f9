//! The console's frame: bar, navigation, page. Whoever is not logged in is led to the log-in page.

use super::log_out::LogOut;
use super::me::{Me, who_am_i};
use super::switch::{Band, Switch};
use crate::page::{Page, travels_in};
use crate::ui::avatar::Avatar;
use crate::ui::brand::Wordmark;
use crate::ui::menu::Menu;
use crate::ui::nav::Nav;
use crate::ui::prelude::*;
use crate::ui::theme::ThemeSwitch;
use leptos_router::components::Outlet;

/// Everything under `/console`.
pub(crate) struct FrameRoute {
    me: Resource<FormResult<Me>>,
}

travels_in!(console: FrameRoute);

impl Page for FrameRoute {
    fn data() -> Self {
        Self {
            me: Resource::new(|| (), |()| who_am_i()),
        }
    }

    fn view(self) -> AnyView {
        view! { <ConsoleFrame me=self.me/> }.into_any()
    }
}

/// Bar, navigation and page.
#[component]
fn ConsoleFrame(me: Resource<FormResult<Me>>) -> impl IntoView {
    view! {
        <div class="frame">
            <a class="skip" href="#main">"Skip to content"</a>
            <header class="bar">
                <button type="button" class="btn btn-ghost btn-icon nav-open" popovertarget="nav" aria-label="Open navigation">
                    <Icon glyph=Glyph::Menu/>
                </button>
                <Wordmark href="/console"/>
                <span class="bar-space"></span>
                <Switch me/>
                <Suspense>
                    {move || Suspend::new(async move { me.await.ok().map(|me| view! { <UserMenu me/> }) })}
                </Suspense>
            </header>
            <Nav><Switch me/></Nav>
            <main class="main" id="main" tabindex="-1">
                <Band me/>
                <div class="main-in"><Outlet/></div>
            </main>
        </div>
    }
    .into_any()
}

#[component]
fn UserMenu(me: Me) -> impl IntoView {
    let log_out = ServerAction::<LogOut>::new();
    let name = me.name.clone();
    view! {
        <Menu label=format!("Account of {}", me.email) trigger=Box::new(move || view! { <Avatar name/> }.into_any())>
            <p class="menu-note">{me.email}</p>
            <a class="menu-item" href="/console/account">
                <Icon glyph=Glyph::User/>
                "Account"
            </a>
            <ActionForm action=log_out>
                <button class="menu-item" type="submit">
                    <Icon glyph=Glyph::LogOut/>
                    "Log out"
                </button>
            </ActionForm>
            <div class="menu-row">
                "Theme"
                <ThemeSwitch/>
            </div>
        </Menu>
    }
    .into_any()
}
