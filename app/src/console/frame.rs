//! The console's frame.

use leptos::prelude::*;

/// Bar, navigation and page.
#[component]
pub(crate) fn ConsoleFrame() -> impl IntoView {}
