//! Light, dark, or as the system says; kept in a cookie, so that the first paint is right.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// The choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the system says.
    #[default]
    System,
}

impl Theme {
    const ALL: [(Self, &'static str, Glyph); 3] = [
        (Self::Light, "Light theme", Glyph::Sun),
        (Self::Dark, "Dark theme", Glyph::Moon),
        (Self::System, "Theme of the system", Glyph::Monitor),
    ];

    /// The `data-theme` of the page; none for the system's.
    pub(crate) const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::System => None,
        }
    }

    /// From a `Cookie` header or `document.cookie`.
    pub(crate) fn from_cookies(cookies: &str) -> Self {
        match cookies.split(';').find_map(|c| c.trim().strip_prefix("theme=")) {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    #[cfg(feature = "ssr")]
    pub(crate) fn of_request() -> Self {
        use_context::<http::request::Parts>()
            .and_then(|parts| {
                parts
                    .headers
                    .get(http::header::COOKIE)?
                    .to_str()
                    .ok()
                    .map(Self::from_cookies)
            })
            .unwrap_or_default()
    }
}

fn apply(theme: Theme) {
    use wasm_bindgen::JsCast;
    let Some(root) = document().document_element() else {
        return;
    };
    let _ = match theme.attribute() {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
    let value = theme.attribute().unwrap_or("system");
    let _ = document()
        .unchecked_into::<web_sys::HtmlDocument>()
        .set_cookie(&format!("theme={value}; Path=/; Max-Age=31536000; SameSite=Lax"));
}

/// The switch. Without JavaScript the system's theme is used.
#[component]
pub(crate) fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(Theme::System);
    Effect::new(move |_| {
        use wasm_bindgen::JsCast;
        let cookies = document()
            .unchecked_into::<web_sys::HtmlDocument>()
            .cookie()
            .unwrap_or_default();
        chosen.set(Theme::from_cookies(&cookies));
    });
    view! {
        <div class="theme" role="group" aria-label="Theme">
            {Theme::ALL
                .map(|(theme, label, glyph)| view! {
                    <button
                        type="button"
                        aria-label=label
                        title=label
                        aria-pressed=move || if chosen.get() == theme { "true" } else { "false" }
                        on:click=move |_| {
                            chosen.set(theme);
                            apply(theme);
                        }
                    >
                        <Icon glyph/>
                    </button>
                })
                .collect_view()}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn a_cookie_names_the_theme() {
        assert_eq!(Theme::from_cookies("a=b; theme=dark"), Theme::Dark);
        assert_eq!(Theme::from_cookies("theme=neon"), Theme::System);
        assert_eq!(Theme::from_cookies(""), Theme::System);
    }
}
