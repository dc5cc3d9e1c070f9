//! Logs in and leads to where the person wanted to go.

use crate::ui::prelude::*;

#[server(endpoint = "log-in")]
pub(crate) async fn log_in(
    email: String,
    password: String,
    #[server(default)] next: String,
) -> FormResult<()> {
    use super::trouble::refused;
    use crate::state;

    let (app, request) = (state::app()?, state::request()?);
    let visitor = accounts::Visitor {
        address: request.address,
        user_agent: request.user_agent,
    };
    match app.accounts.log_in(&email, &password.into(), &visitor).await {
        Ok(token) => {
            state::set_cookie(Some(token.expose()), accounts::ABSOLUTE_LIMIT.as_secs())?;
            let next = inside(&next);
            // The way there does not pass the server again, so a link of a mail is followed here.
            let query = next.split_once('?').map_or("", |(_, query)| query);
            if let Some(mode) = state::mode_asked_for(query)
                && let Some(session) = app.accounts.session(token.expose()).await.map_err(refused)?
            {
                app.accounts.look_at(&session, mode).await.map_err(refused)?;
            }
            state::go(next);
            Ok(())
        }
        Err(error) => state::answer(Err(refused(error).keep("email", &email))),
    }
}

/// An address of ours, or the console: nobody is led elsewhere by a crafted link.
#[cfg(feature = "ssr")]
fn inside(next: &str) -> &str {
    let ours = next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && next.bytes().all(|b| b.is_ascii_graphic());
    if ours { next } else { "/console" }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::inside;

    #[test]
    fn nobody_is_led_elsewhere() {
        assert_eq!(inside("/console/keys?own"), "/console/keys?own");
        for bad in [
            "",
            "https://evil.test",
            "//evil.test",
            "/\\evil.test",
            "/a\r\nb",
            "console",
        ] {
            assert_eq!(inside(bad), "/console", "{bad}");
        }
    }
}
