//! Follows the link of the first mail: the address is proven, and its owner is logged in.

use crate::ui::prelude::*;

#[server(endpoint = "verify-email")]
pub(crate) async fn verify(token: String) -> FormResult<()> {
    use super::trouble::refused;
    use crate::state;

    let (app, request) = (state::app()?, state::request()?);
    let opened = async {
        let member = app.accounts.verify_email(&token).await?;
        let visitor = accounts::Visitor {
            address: request.address,
            user_agent: request.user_agent,
        };
        app.accounts.open_session(member, &visitor).await
    };
    match opened.await {
        Ok(token) => {
            state::set_cookie(Some(token.expose()), accounts::ABSOLUTE_LIMIT.as_secs())?;
            state::go("/console");
            Ok(())
        }
        Err(error) => state::answer(Err(refused(error))),
    }
}
