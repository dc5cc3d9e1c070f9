//! Ends one session out of the list.

use crate::ui::prelude::*;

#[server(endpoint = "sessions-revoke")]
pub(crate) async fn revoke_session(id: String) -> FormResult<()> {
    use super::list::short_id;
    use crate::site::trouble::refused;
    use crate::state;

    let (app, session) = state::member()?;
    let sessions = app.accounts.sessions(session.member).await.map_err(refused)?;
    // One that has ended meanwhile is as good as revoked.
    if let Some(found) = sessions.into_iter().find(|row| short_id(row.token_hash) == id) {
        app.accounts
            .revoke_session(session.member, found.token_hash)
            .await
            .map_err(refused)?;
    }
    Ok(())
}
