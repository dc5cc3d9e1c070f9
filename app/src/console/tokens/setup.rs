//! What the page needs to know: the app, its keys, where meetings are, and samples filled with all that.

use super::inspection::Inspection;
use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setup {
    /// The AppID.
    pub(super) app: String,
    /// Scheme, host and port of meetings.
    pub(super) base_url: String,
    /// Enabled keys, newest first.
    pub(super) keys: Vec<SigningKey>,
    /// Index of the language and the sample.
    pub(super) samples: Vec<(usize, String)>,
    /// The answer to a form post without JavaScript.
    pub(super) inspected: Option<Inspection>,
}

/// A key that can sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SigningKey {
    pub(super) kid: String,
    pub(super) title: String,
    pub(super) public_pem: String,
}

#[server(endpoint = "tokens-setup")]
pub(super) async fn load_setup() -> FormResult<Setup> {
    use super::samples;
    use crate::state;

    let (app, session) = state::member()?;
    let keys: Vec<SigningKey> = app
        .tokens
        .keys(&session.app)
        .await
        .map_err(state::trouble)?
        .into_iter()
        .rev()
        .filter(|key| key.disabled_at.is_none())
        .map(|key| SigningKey {
            kid: key.id.to_string(),
            title: key.title,
            public_pem: key.public_pem,
        })
        .collect();
    let kid = keys
        .first()
        .map_or_else(|| format!("{}/your-key", session.app), |key| key.kid.clone());
    Ok(Setup {
        samples: samples::all(session.app.as_str(), &kid, &app.base_url),
        app: session.app.to_string(),
        base_url: app.base_url,
        keys,
        inspected: app
            .flash
            .0
            .get(session.member, app.clock.now())
            .filter(|_| asked()),
    })
}

/// Whether the page is the answer to a form post without JavaScript.
#[cfg(feature = "ssr")]
fn asked() -> bool {
    crate::state::here().contains("inspected")
}
