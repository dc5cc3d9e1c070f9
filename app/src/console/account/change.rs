//! Changes the password. Every other session ends; this browser gets a new one.

use crate::ui::prelude::*;

#[server(endpoint = "change-password")]
pub(crate) async fn change_password(old_password: String, password: String) -> FormResult<()> {
    use crate::site::trouble::refused;
    use crate::state;

    let (app, session) = state::member()?;
    let request = state::request()?;
    let visitor = accounts::Visitor {
        address: request.address,
        user_agent: request.user_agent,
    };
    let changed = async {
        app.accounts
            .change_password(session.member, &old_password.into(), &password.into())
            .await?;
        app.accounts.open_session(session.member, &visitor).await
    };
    match changed.await {
        Ok(token) => {
            state::set_cookie(Some(token.expose()), accounts::ABSOLUTE_LIMIT.as_secs())?;
            state::go("/console/account?changed");
            Ok(())
        }
        Err(error) => state::answer(Err(refused(error))),
    }
}
