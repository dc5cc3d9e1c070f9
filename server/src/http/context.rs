//! What pages learn about the request they answer: who asks, from where, and under which id.

use crate::http::request_id::RequestId;
use crate::http::state::ServerState;
use accounts::Session;
use app::state::Request as PageRequest;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use store::apps::AppMode;

/// Finds the session behind the cookie and hands it on with the request.
pub(crate) async fn attach(State(state): State<ServerState>, mut request: Request, next: Next) -> Response {
    let token = session_cookie(request.headers(), state.https);
    let session = match token {
        Some(token) => state.accounts.session(token).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a session could not be read");
            None
        }),
        None => None,
    };
    let session = switched(&state, wanted(&request), token, session).await;
    let context = PageRequest {
        session,
        request_id: request
            .extensions()
            .get::<RequestId>()
            .map(|id| id.as_str().to_owned())
            .unwrap_or_default(),
        address: peer(&request, state.trust_proxy),
        user_agent: request
            .headers()
            .get(header::USER_AGENT)
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default()
            .chars()
            .take(200)
            .collect(),
        https: state.https,
    };
    request.extensions_mut().insert(context);
    next.run(request).await
}

/// Which app a page of the console is asked for.
fn wanted(request: &Request) -> Option<AppMode> {
    (request.method() == Method::GET && request.uri().path().starts_with("/console"))
        .then(|| app::state::mode_asked_for(request.uri().query().unwrap_or_default()))
        .flatten()
}

/// Links in mails say which of the two apps their page is about, `?app=sandbox`; whoever follows one looks
/// at that app from then on. The cookie is not sent with what other sites' pages load by themselves.
async fn switched(
    state: &ServerState,
    wanted: Option<AppMode>,
    token: Option<&str>,
    session: Option<Session>,
) -> Option<Session> {
    let (session, token) = (session?, token?);
    let Some(mode) = wanted.filter(|mode| *mode != session.mode) else {
        return Some(session);
    };
    let read = match state.accounts.look_at(&session, mode).await {
        Ok(()) => state.accounts.session(token).await,
        Err(error) => Err(error),
    };
    read.unwrap_or_else(|error| {
        tracing::error!(%error, "a session could not be switched");
        Some(session)
    })
}

/// The client's address: the connection's, or with `--trust-proxy` the last one that a proxy added.
pub(crate) fn peer(request: &Request, trust_proxy: bool) -> IpAddr {
    trust_proxy
        .then(|| forwarded(request.headers()))
        .flatten()
        .unwrap_or_else(|| connection(request))
}

/// The address at the other end of the connection.
pub(crate) fn connection(request: &Request) -> IpAddr {
    request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip())
}

/// What the nearest proxy says: the last value of the last line, because whatever stands before it may come
/// from the client himself.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|address| address.trim().parse().ok())
}

fn session_cookie(headers: &HeaderMap, https: bool) -> Option<&str> {
    let name = app::state::session_cookie_name(https);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_cannot_choose_its_address() {
        let mut request = Request::new(axum::body::Body::empty());
        let proxy = SocketAddr::from(([192, 0, 2, 1], 4_000));
        request.extensions_mut().insert(ConnectInfo(proxy));
        for line in ["203.0.113.66", "203.0.113.67, 203.0.113.5"] {
            request
                .headers_mut()
                .append("x-forwarded-for", line.parse().unwrap());
        }
        assert_eq!(peer(&request, true).to_string(), "203.0.113.5");
        assert_eq!(peer(&request, false), proxy.ip());
        request
            .headers_mut()
            .append("x-forwarded-for", "nonsense".parse().unwrap());
        assert_eq!(peer(&request, true), proxy.ip());
    }

    #[test]
    fn the_session_is_read_from_the_right_cookie() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            "theme=dark; session=abc; __Host-session=def".parse().unwrap(),
        );
        assert_eq!(session_cookie(&headers, false), Some("abc"));
        assert_eq!(session_cookie(&headers, true), Some("def"));
    }
}
