//! A message that belongs to a page and stays until it is no longer true.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// How a message is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Worth knowing.
    #[default]
    Info,
    /// It worked.
    Good,
    /// Look at this.
    Warn,
    /// It failed, or it destroys.
    Danger,
    /// Not live.
    Sandbox,
    /// Neither good nor bad.
    Plain,
}

impl Tone {
    /// The suffix of the tone's classes.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Danger => "danger",
            Self::Sandbox => "sandbox",
            Self::Plain => "plain",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Info | Self::Plain => Glyph::Info,
            Self::Good => Glyph::CircleCheck,
            Self::Warn | Self::Sandbox => Glyph::Warning,
            Self::Danger => Glyph::Alert,
        }
    }
}

/// Where it is said what failed, as long as something has; read out when it comes.
#[component]
pub(crate) fn Failure(#[prop(into)] text: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div role="alert">
            {move || text.get().map(|text| view! { <Alert tone=Tone::Danger>{text}</Alert> })}
        </div>
    }
    .into_any()
}

/// A message with a sign, an optional title, and what to do.
#[component]
pub(crate) fn Alert(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] title: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("alert alert-{}", tone.name())>
            <Icon glyph=tone.glyph()/>
            <div class="alert-body">
                {title.map(|title| view! { <p class="alert-title">{title}</p> })}
                <div>{children()}</div>
            </div>
        </div>
    }
    .into_any()
}
