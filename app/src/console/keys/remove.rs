//! Removes a key for good; its tokens are refused at once.

use crate::ui::prelude::*;

#[server(endpoint = "keys-remove")]
pub(crate) async fn remove_key(kid: String) -> FormResult<()> {
    use crate::state;

    let (app, session) = state::member()?;
    let kid = kid.parse().map_err(|_| FormError::NotFound)?;
    let done = state::answer(outcome(app.tokens.remove_key(&session.app, &kid).await));
    if done.is_ok() {
        state::go("/console/keys");
    }
    done
}

/// What a change of a key answers.
#[cfg(feature = "ssr")]
pub(super) fn outcome(result: Result<(), tokens::KeyError>) -> FormResult<()> {
    use crate::state;
    use tokens::KeyError;

    result.map_err(|error| match error {
        KeyError::Store(error) => state::trouble(error),
        KeyError::NotFound => FormError::NotFound,
        other => FormError::general(other.to_string()),
    })
}
