//! Ends all sessions, this one too.

use crate::ui::prelude::*;

#[server(endpoint = "log-out-everywhere")]
pub(crate) async fn log_out_everywhere() -> FormResult<()> {
    use crate::site::trouble::refused;
    use crate::state;

    let (app, session) = state::member()?;
    app.accounts
        .log_out_everywhere(session.member)
        .await
        .map_err(refused)?;
    state::set_cookie(None, 0)?;
    state::go("/log-in");
    Ok(())
}
