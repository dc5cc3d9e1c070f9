//! The console's navigation: three groups, a sheet under 900 px that opens without JavaScript too.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Address, name and sign of a page.
type Item = (&'static str, &'static str, Glyph);

const GROUPS: [(&str, &[Item]); 3] = [
    (
        "Build",
        &[
            ("/console", "Start", Glyph::Home),
            ("/console/keys", "API keys", Glyph::Key),
            ("/console/tokens", "Tokens", Glyph::Badge),
        ],
    ),
    ("Watch", &[("/console/activity", "Activity", Glyph::Activity)]),
    (
        "Account",
        &[
            ("/console/plan", "My plan", Glyph::Tiles),
            ("/console/billing", "Billing", Glyph::CreditCard),
            ("/console/account", "Account", Glyph::User),
        ],
    ),
];

fn is_current(path: &str, href: &str) -> bool {
    let path = path.trim_end_matches('/');
    path == href || (href != "/console" && path.starts_with(&format!("{href}/")))
}

/// Shown while the sandbox is looked at; see `.nav-sandbox`.
const SANDBOX: (&str, &[Item]) = ("Sandbox", &[("/console/sandbox", "Sandbox clock", Glyph::Clock)]);

/// The navigation itself; `#nav` is what the sheet's button opens. `children` are above the groups.
#[component]
pub(crate) fn Nav(children: Children) -> impl IntoView {
    let path = use_location().pathname;
    let node = NodeRef::<leptos::html::Nav>::new();
    // A link that leads elsewhere closes the sheet.
    Effect::new(move |_| {
        path.track();
        if let Some(nav) = node.get_untracked() {
            let _ = nav.hide_popover();
        }
    });
    view! {
        <nav class="nav" id="nav" popover="auto" aria-label="Console" node_ref=node>
            {children()}
            <NavGroups current=path/>
        </nav>
    }
    .into_any()
}

/// The groups of pages, with a mark on the one at the path `current`.
#[component]
pub(crate) fn NavGroups(#[prop(into)] current: Signal<String>) -> impl IntoView {
    view! {
        {GROUPS
            .into_iter()
            .chain([SANDBOX])
            .map(|(title, items)| view! {
                <div class=if title == SANDBOX.0 { "nav-group nav-sandbox" } else { "nav-group" }>
                    <p class="nav-title">{title}</p>
                    <ul>
                        {items
                            .iter()
                            .map(|&(href, name, glyph)| view! {
                                <li>
                                    <a
                                        class="nav-item"
                                        href=href
                                        aria-current=move || is_current(&current.get(), href).then_some("page")
                                    >
                                        <Icon glyph/>
                                        {name}
                                    </a>
                                </li>
                            })
                            .collect_view()}
                    </ul>
                </div>
            })
            .collect_view()}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::is_current;

    #[test]
    fn a_page_below_marks_the_page_above() {
        assert!(is_current("/console/keys/new", "/console/keys"));
        assert!(is_current("/console/", "/console"));
        assert!(!is_current("/console/keys", "/console"));
    }
}
