//! What the page begins with: the address, and what earlier meetings left in storage.
//!
//! The token is taken out of the visible address at once, so that a shared screen or a copied
//! address does not give it away, and is kept in the tab's session storage under app and room, so
//! that a reload gets in again. It goes with the tab.

use super::storage;
use crate::meeting::claims;
use crate::meeting::event::Start;
use crate::meeting::params::{Params, clean_name, without_token};
use crate::meeting::state::{Credentials, Secret};
use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// Reads address and storage, and hides the token.
pub(super) fn start(key: &str) -> Option<Start> {
    let location = window().location();
    let search = location.search().unwrap_or_default();
    let hash = location.hash().unwrap_or_default();
    let params = Params::read(&search, &hash);
    let place = format!("conclave.token.{key}");
    let jwt = match params.jwt {
        Some(jwt) => {
            storage::keep_for_tab(&place, &jwt);
            hide_token(&search, &hash);
            Some(jwt)
        }
        None => storage::of_tab(&place),
    };
    let name = jwt
        .as_deref()
        .and_then(claims::name_in)
        .or(params.display_name)
        .or_else(|| storage::get(storage::NAME).map(|name| clean_name(&name)))
        .unwrap_or_default();
    Some(Start {
        credentials: Credentials {
            jwt: jwt.map(Secret),
            device: storage::device_id()?,
        },
        name,
        prejoin: !params.no_prejoin,
        embedded: window()
            .parent()
            .ok()
            .flatten()
            .is_some_and(|parent| parent != window()),
        microphone: !params.audio_muted,
        camera: !params.video_muted,
        relay_only: params.relay_only,
        direct: params.direct && !params.relay_only,
        back_after: params.back_after,
        favourites: params.favourites,
        direct_codecs: params.direct_codecs,
        keep_stats: params.keep_stats,
    })
}

fn hide_token(search: &str, hash: &str) {
    let (search, hash) = without_token(search, hash);
    let path = window().location().pathname().unwrap_or_default();
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        // A sandboxed frame may refuse; the token then stays visible and works all the same.
        let _ = history.replace_state_with_url(&state, "", Some(&format!("{path}{search}{hash}")));
    }
}

/// Where the messages of this room go: the page's own address with `/signal`.
pub(super) fn signal_url() -> String {
    let location = window().location();
    let scheme = if location.protocol().as_deref() == Ok("http:") {
        "ws"
    } else {
        "wss"
    };
    let host = location.host().unwrap_or_default();
    let path = location.pathname().unwrap_or_default();
    format!("{scheme}://{host}{}/signal", path.trim_end_matches('/'))
}
