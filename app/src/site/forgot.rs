//! Sends a link for a new password; says nothing about who has an account.

use crate::ui::prelude::*;

#[server(endpoint = "forgot-password")]
pub(crate) async fn forgot(email: String) -> FormResult<()> {
    use super::trouble::refused;
    use crate::state;

    let (app, request) = (state::app()?, state::request()?);
    let done = app.accounts.request_password_reset(&email, request.address);
    if done.is_ok() {
        state::go("/forgot-password?sent");
    }
    state::answer(done.map_err(|error| refused(error).keep("email", &email)))
}
