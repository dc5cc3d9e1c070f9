//! Sends the link that proves an address once more; says nothing about who has an account.

use crate::ui::prelude::*;

#[server(endpoint = "send-again")]
pub(crate) async fn send_again(email: String) -> FormResult<()> {
    use super::trouble::refused;
    use crate::state;

    let (app, request) = (state::app()?, state::request()?);
    let done = app.accounts.send_verification_again(&email, request.address);
    if done.is_ok() {
        state::go("/check-mail?again");
    }
    state::answer(done.map_err(|error| refused(error).keep("email", &email)))
}
