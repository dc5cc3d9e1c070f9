//! Sets a new password with the link of a mail.

use crate::ui::prelude::*;

#[server(endpoint = "reset-password")]
pub(crate) async fn reset(token: String, password: String) -> FormResult<()> {
    use super::trouble::refused;
    use crate::state;

    let done = state::app()?
        .accounts
        .reset_password(&token, &password.into())
        .await;
    if done.is_ok() {
        state::go("/log-in?changed");
    }
    state::answer(done.map(|_| ()).map_err(refused))
}
