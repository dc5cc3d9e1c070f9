//! Admits the tokens of a key again.

use crate::ui::prelude::*;

#[server(endpoint = "keys-enable")]
pub(crate) async fn enable_key(kid: String) -> FormResult<()> {
    use super::remove::outcome;
    use crate::state;

    let (app, session) = state::member()?;
    let kid = kid.parse().map_err(|_| FormError::NotFound)?;
    state::answer(outcome(app.tokens.enable_key(&session.app, &kid).await))
}
