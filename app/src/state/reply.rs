//! How server functions speak HTTP: status, redirect and cookie, for pages with and without JavaScript.

use super::{AppState, Request, session_cookie_name};
use crate::ui::form::{FormError, FormResult};
use http::header::{ACCEPT, HeaderName, HeaderValue, LOCATION, REFERER, SET_COOKIE};
use http::request::Parts;
use http::{Method, StatusCode, Uri};
use leptos::prelude::use_context;
use leptos::server_fn::redirect::REDIRECT_HEADER;
use leptos_axum::ResponseOptions;
use std::fmt::Display;

/// The services.
pub(crate) fn app() -> FormResult<AppState> {
    use_context::<AppState>().ok_or_else(|| FormError::Failed(String::from("none")))
}

/// The request at hand.
pub(crate) fn request() -> FormResult<Request> {
    use_context::<Request>().ok_or_else(|| FormError::Failed(String::from("none")))
}

/// Services and session of somebody who is logged in; leads everybody else to the log-in page.
pub(crate) fn member() -> FormResult<(AppState, accounts::Session)> {
    let (app, request) = (app()?, request()?);
    match request.session {
        Some(session) => Ok((app, session)),
        None => {
            go(&log_in_path(&here()));
            Err(FormError::SignedOut)
        }
    }
}

/// Logs what went wrong under the request's id, which is all that people see of it.
pub(crate) fn trouble(error: impl Display) -> FormError {
    let id = use_context::<Request>().map_or_else(|| String::from("none"), |r| r.request_id);
    tracing::error!(request_id = %id, %error, "a page or form failed");
    FormError::Failed(id)
}

/// Gives an answer its HTTP status. A form post without JavaScript is redirected instead, with the
/// error in the address.
pub(crate) fn answer<T>(result: FormResult<T>) -> FormResult<T> {
    if let (Err(error), Some(parts), Some(response)) =
        (&result, use_context::<Parts>(), use_context::<ResponseOptions>())
        && parts.method == Method::POST
        && !accepts_html(&parts)
        && let Ok(status) = StatusCode::from_u16(error.status())
    {
        response.set_status(status);
    }
    result
}

/// Leads the browser to `path` after a page request, a form post, or a call from the page.
pub(crate) fn go(path: &str) {
    let (Some(parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>()) else {
        return;
    };
    let Ok(location) = HeaderValue::from_str(path) else {
        return;
    };
    response.insert_header(LOCATION, location);
    if parts.method == Method::POST && !accepts_html(&parts) {
        response.insert_header(
            HeaderName::from_static(REDIRECT_HEADER),
            HeaderValue::from_static(""),
        );
    } else {
        response.set_status(StatusCode::FOUND);
    }
}

/// Path and query of the page the person looks at.
pub(crate) fn here() -> String {
    let Some(parts) = use_context::<Parts>() else {
        return String::from("/console");
    };
    let page = if parts.method == Method::GET && !parts.uri.path().starts_with("/api/") {
        Some(parts.uri)
    } else {
        parts
            .headers
            .get(REFERER)
            .and_then(|r| r.to_str().ok())
            .and_then(|r| r.parse::<Uri>().ok())
    };
    page.and_then(|uri| uri.path_and_query().map(ToString::to_string))
        .unwrap_or_else(|| String::from("/console"))
}

/// The log-in page that leads back to `next`.
pub(crate) fn log_in_path(next: &str) -> String {
    let next: String = next
        .bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                char::from(b).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("/log-in?next={next}")
}

/// Sets the session cookie, or takes it away with `None`. `seconds` is how long the browser keeps it.
pub(crate) fn set_cookie(token: Option<&str>, seconds: u64) -> FormResult<()> {
    let https = request()?.https;
    let secure = if https { "; Secure" } else { "" };
    let age = if token.is_some() { seconds } else { 0 };
    let cookie = format!(
        "{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}",
        session_cookie_name(https),
        token.unwrap_or_default()
    );
    let value = HeaderValue::from_str(&cookie).map_err(trouble)?;
    if let Some(response) = use_context::<ResponseOptions>() {
        response.append_header(SET_COOKIE, value);
    }
    Ok(())
}

fn accepts_html(parts: &Parts) -> bool {
    parts
        .headers
        .get(ACCEPT)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("text/html"))
}

/// Whether the request at hand is a form post without JavaScript.
pub(crate) fn is_plain_post() -> bool {
    use_context::<Parts>().is_some_and(|parts| parts.method == Method::POST && accepts_html(&parts))
}

#[cfg(test)]
mod tests {
    use super::log_in_path;

    #[test]
    fn the_way_back_is_escaped() {
        assert_eq!(
            log_in_path("/console/keys?a=b&c"),
            "/log-in?next=/console/keys%3Fa%3Db%26c"
        );
    }
}
