//! Adds a public key.

use crate::ui::prelude::*;

#[server(endpoint = "keys-add")]
pub(crate) async fn add_key(title: String, #[server(default)] public_pem: String) -> FormResult<()> {
    use crate::state;
    use tokens::KeyError;

    let (app, session) = state::member()?;
    let added = app
        .tokens
        .add_key(&session.app, &title, &public_pem)
        .await
        .map_err(|error| {
            let refused = match error {
                KeyError::Store(error) => return state::trouble(error),
                KeyError::Title(why) => FormError::field("title", why.to_string()),
                KeyError::Pem(why) => FormError::field("public_pem", why.to_string()),
                why @ KeyError::Duplicate { .. } => FormError::field("public_pem", why.to_string()),
                why => FormError::general(why.to_string()),
            };
            // The key itself is not kept: it may be a private one, pasted by mistake.
            refused.keep("title", &title)
        });
    if let Ok(key) = &added {
        state::go(&format!("/console/keys?added={}", key.id));
    }
    state::answer(added.map(|_| ()))
}
