//! Judges a token with the very code that admits joins.

use super::inspection::Inspection;
use crate::ui::prelude::*;

#[server(endpoint = "tokens-inspect")]
pub(crate) async fn inspect(token: String, #[server(default)] room: String) -> FormResult<Inspection> {
    use crate::state;

    let (app, session) = state::member()?;
    if token.trim().is_empty() {
        return state::answer(Err(FormError::field("token", "Paste a token first.")));
    }
    let room = match room.trim() {
        "" => None,
        name => match name.parse::<domain::RoomName>() {
            Ok(room) => Some(room),
            Err(why) => {
                return state::answer(Err(FormError::field(
                    "room",
                    format!("This cannot be a room: {why}."),
                )));
            }
        },
    };
    let verdict = app
        .tokens
        .verdict(&token, Some(&session.app), room.as_ref())
        .await
        .map_err(state::trouble)?;
    let inspection = Inspection::from(verdict);
    if state::is_plain_post() {
        app.flash
            .0
            .put(session.member, app.clock.now(), inspection.clone());
        state::go("/console/tokens?inspected#inspector");
    }
    Ok(inspection)
}
