//! Signs a new customer up and sends the first mail.

use crate::ui::prelude::*;

#[server(endpoint = "sign-up")]
pub(crate) async fn sign_up(
    organisation: String,
    name: String,
    email: String,
    password: String,
) -> FormResult<()> {
    use super::trouble::refused;
    use crate::state;

    let (app, request) = (state::app()?, state::request()?);
    let form = accounts::SignUp {
        organisation: organisation.clone(),
        name: name.clone(),
        email: email.clone(),
        password: password.into(),
        address: request.address,
    };
    let done = app.accounts.sign_up(form).await.map_err(|error| {
        refused(error)
            .keep("organisation", &organisation)
            .keep("name", &name)
            .keep("email", &email)
    });
    if done.is_ok() {
        state::go("/check-mail");
    }
    state::answer(done)
}
