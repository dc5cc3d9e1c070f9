//! Reads the app's keys.

use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyList {
    /// The AppID.
    pub(crate) app: String,
    /// Newest first.
    pub(crate) keys: Vec<KeyRow>,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyRow {
    /// `AppID/suffix`.
    pub(crate) kid: String,
    /// Its owner's name for it.
    pub(crate) title: String,
    /// When it was added.
    pub(crate) created: Moment,
    /// When it last admitted somebody.
    pub(crate) last_used: Option<Moment>,
    /// Since when it is disabled.
    pub(crate) disabled: Option<Moment>,
}

impl KeyRow {
    /// The part of the kid after the slash.
    pub(crate) fn short(&self) -> &str {
        self.kid.split_once('/').map_or(&self.kid, |(_, short)| short)
    }
}

#[server(endpoint = "keys-list")]
pub(crate) async fn list_keys() -> FormResult<KeyList> {
    use crate::state;

    let (app, session) = state::member()?;
    let keys = app.tokens.keys(&session.app).await.map_err(state::trouble)?;
    state::answer(Ok(KeyList {
        app: session.app.to_string(),
        keys: keys
            .into_iter()
            .rev()
            .map(|key| KeyRow {
                kid: key.id.to_string(),
                title: key.title,
                created: key.created_at.into(),
                last_used: key.last_used_at.map(Into::into),
                disabled: key.disabled_at.map(Into::into),
            })
            .collect(),
    }))
}
