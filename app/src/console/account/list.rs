//! Reads the account and its sessions.

use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) organisation: String,
    pub(super) sessions: Vec<SessionRow>,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SessionRow {
    /// Names it in the form; a part of its digest, worth nothing as a cookie.
    pub(super) id: String,
    /// "Firefox on Linux".
    pub(super) browser: String,
    pub(super) address: String,
    pub(super) since: Moment,
    pub(super) last_seen: Moment,
    /// Whether it is the one that looks.
    pub(super) current: bool,
}

#[server(endpoint = "account")]
pub(super) async fn load_account() -> FormResult<Account> {
    use crate::site::trouble::refused;
    use crate::state;

    let (app, session) = state::member()?;
    let sessions = app.accounts.sessions(session.member).await.map_err(refused)?;
    Ok(Account {
        name: session.name,
        email: session.email,
        organisation: session.organisation,
        sessions: sessions
            .into_iter()
            .map(|row| SessionRow {
                id: short_id(row.token_hash),
                browser: browser(&row.user_agent),
                address: row.address,
                since: row.created_at.into(),
                last_seen: row.last_seen_at.into(),
                current: row.token_hash == session.token_hash,
            })
            .collect(),
    })
}

/// Enough of the digest to tell a member's sessions apart.
#[cfg(feature = "ssr")]
pub(super) fn short_id(hash: accounts::TokenHash) -> String {
    hash.0.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// What a browser calls itself, in two words.
#[cfg(feature = "ssr")]
fn browser(agent: &str) -> String {
    let first = |table: &[(&str, &'static str)]| {
        table
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::from("Unknown browser"),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_named_in_two_words() {
        let agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        assert_eq!(browser(agent), "Chrome on Linux");
        assert_eq!(browser(""), "Unknown browser");
    }
}
