//! Which steps have happened, from keys and journal.

use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// The AppID.
    pub(super) app: String,
    /// Key, token, first meeting, embed.
    pub(super) done: [bool; 4],
}

#[server(endpoint = "progress")]
pub(super) async fn load_progress() -> FormResult<Progress> {
    use crate::state;

    let (app, session) = state::member()?;
    let keys = app.tokens.keys(&session.app).await.map_err(state::trouble)?;
    let so_far = app.usage.milestones(&session.app).await.map_err(state::trouble)?;
    Ok(Progress {
        app: session.app.to_string(),
        done: [
            // A key that was used and removed was there.
            !keys.is_empty() || so_far.joined,
            so_far.joined,
            so_far.met,
            so_far.embedded,
        ],
    })
}
