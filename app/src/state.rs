//! What pages and server functions find in their context on the server.

mod flash;
mod owner;
mod reply;

pub(crate) use flash::Flash;
pub use owner::mode_asked_for;
pub(crate) use owner::owner_of;
pub(crate) use reply::{answer, app, go, here, is_plain_post, member, request, set_cookie, trouble};

use axum::extract::FromRef;
use domain::Clock;
use leptos::prelude::LeptosOptions;
use std::net::IpAddr;
use std::sync::Arc;

/// The services of the process. The server makes it once and provides it to every request.
#[derive(Clone)]
pub struct AppState {
    /// Where the page's files are.
    pub leptos_options: LeptosOptions,
    /// Sign-up, log-in, sessions.
    pub accounts: accounts::Accounts,
    /// Keys and verdicts.
    pub tokens: tokens::Tokens,
    /// Figures from the journal.
    pub usage: usage::Usage,
    /// Plans, invoices, payments.
    pub subscriptions: subscriptions::Subscriptions,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Public host and port, as in meeting addresses.
    pub domain: String,
    /// Scheme, host and port without a slash at the end.
    pub base_url: String,
    /// Whether the mailbox page may be seen.
    pub development: bool,
    /// Answers to form posts without JavaScript, until the page that shows them is fetched.
    pub flash: FlashBox,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos_options.clone()
    }
}

/// Opaque to the server: make it with `FlashBox::default()`.
#[derive(Clone, Default)]
pub struct FlashBox(pub(crate) Arc<Flash>);

/// What is known about the request at hand; the server provides one for each.
#[derive(Clone)]
pub struct Request {
    /// Who is logged in.
    pub session: Option<accounts::Session>,
    /// Shown on error pages and in every log line of the request.
    pub request_id: String,
    /// Where it came from.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Whether the browser reached us over https.
    pub https: bool,
}

/// The name of the session cookie.
#[must_use]
pub const fn session_cookie_name(https: bool) -> &'static str {
    if https { "__Host-session" } else { "session" }
}
