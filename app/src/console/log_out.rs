//! Ends this session.

use crate::ui::prelude::*;

#[server(endpoint = "log-out")]
pub(crate) async fn log_out() -> FormResult<()> {
    use crate::site::trouble::refused;
    use crate::state;

    let (app, session) = state::member()?;
    app.accounts
        .revoke_session(session.member, session.token_hash)
        .await
        .map_err(refused)?;
    state::set_cookie(None, 0)?;
    state::go("/log-in");
    Ok(())
}
