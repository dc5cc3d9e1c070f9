//! Changes are made to the app that the page shows, not to the one that another tab has switched to since.

use super::{AppState, member};
use crate::ui::form::{FormError, FormResult};

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
