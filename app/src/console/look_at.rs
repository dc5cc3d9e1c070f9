//! Lets this session look at the other app.

use super::mode::Mode;
use crate::ui::prelude::*;

#[server(endpoint = "look-at")]
pub(crate) async fn look_at(mode: Mode) -> FormResult<()> {
    use crate::site::trouble::refused;
    use crate::state;

    let (app, session) = state::member()?;
    app.accounts
        .look_at(&session, mode.into())
        .await
        .map_err(refused)?;
    state::go(section(&state::here()));
    Ok(())
}

/// The page of the console that a path lies in. What lies deeper belongs to the app that was looked at.
#[cfg(feature = "ssr")]
pub(super) fn section(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let Some(rest) = path.strip_prefix("/console/") else {
        return "/console";
    };
    let first = rest.split('/').next().unwrap_or_default();
    path.get(.."/console/".len() + first.len()).unwrap_or("/console")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::section;

    #[test]
    fn a_page_of_the_other_app_is_never_the_way_back() {
        assert_eq!(section("/console/keys?added=a/b"), "/console/keys");
        assert_eq!(
            section("/console/billing/invoices/TEST-1?app=live"),
            "/console/billing"
        );
        assert_eq!(section("/console/plan"), "/console/plan");
        assert_eq!(section("/console"), "/console");
        assert_eq!(section("/elsewhere"), "/console");
    }
}
