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
    let cycle = app.usage.cycle(&session.app).await.map_err(state::trouble)?;
    let first = app
        .usage
        .first_meeting(&session.app)
        .await
        .map_err(state::trouble)?;
    // Who has met in an earlier cycle need not meet again for the tick.
    let earlier = first.is_some_and(|day| day < cycle.cycle.start);
    Ok(Progress {
        app: session.app.to_string(),
        done: [
            !keys.is_empty() || first.is_some(),
            keys.iter().any(|key| key.last_used_at.is_some()) || first.is_some(),
            cycle.mau >= 2 || earlier,
            cycle.mau >= 3 || earlier,
        ],
    })
}
