//! Changes are made to the app that the page shows, not to the one that another tab has switched to since.

use super::{AppState, member};
use crate::ui::form::{FormError, FormResult};
use store::apps::AppMode;

/// As [`member`], for a form that carries the AppID its page shows. Refuses if the session looks at another
/// app by now.
pub(crate) fn owner_of(shown: &str) -> FormResult<(AppState, accounts::Session)> {
    let (app, session) = member()?;
    if session.app.as_str() == shown {
        Ok((app, session))
    } else {
        Err(FormError::general(
            "This page shows another app than the one you look at now. Reload it.",
        ))
    }
}

/// Which of the two apps an address asks for: `app=live` or `app=sandbox` in its query, as links in mails
/// have it.
#[must_use]
pub fn mode_asked_for(query: &str) -> Option<AppMode> {
    query.split('&').find_map(|pair| match pair {
        "app=live" => Some(AppMode::Live),
        "app=sandbox" => Some(AppMode::Sandbox),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_mails_say_which_app_they_mean() {
        assert_eq!(mode_asked_for("a=b&app=sandbox"), Some(AppMode::Sandbox));
        assert_eq!(mode_asked_for("app=live"), Some(AppMode::Live));
        assert_eq!(mode_asked_for("app=other"), None);
        assert_eq!(mode_asked_for(""), None);
    }
}
