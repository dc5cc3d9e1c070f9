//! Makes a sandbox where there is none, and looks at it.

use crate::ui::prelude::*;

#[server(endpoint = "start-sandbox")]
pub(crate) async fn start_sandbox() -> FormResult<()> {
    use super::look_at::section;
    use crate::site::trouble::refused;
    use crate::state;

    let (app, session) = state::member()?;
    app.accounts.start_sandbox(&session).await.map_err(refused)?;
    state::go(section(&state::here()));
    Ok(())
}
