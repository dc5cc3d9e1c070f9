//! Refuses the tokens of a key until it is enabled again.

use crate::ui::prelude::*;

#[server(endpoint = "keys-disable")]
pub(crate) async fn disable_key(kid: String) -> FormResult<()> {
    use super::remove::outcome;
    use crate::state;

    let (app, session) = state::member()?;
    let kid = kid.parse().map_err(|_| FormError::NotFound)?;
    state::answer(outcome(app.tokens.disable_key(&session.app, &kid).await))
}
