//! `POST /v1/payments/stripe`: notices of the payment provider.
//!
//! The body is read as it came, because the signature is over its bytes. 200 means that the notice is dealt
//! with and need not come again; 400 that it is none of the provider's; 503 that it shall come again.

use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::http::state::ServerState;
use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use subscriptions::Error;

/// Takes one notice.
pub(crate) async fn notice(
    State(state): State<ServerState>,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let signature = headers
        .get("stripe-signature")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match state.subscriptions.notice(&body, signature).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(Error::Payments(
            error @ (payments::Error::Forged
            | payments::Error::Unreadable(_)
            | payments::Error::NotOffered(_)),
        )) => {
            tracing::warn!(%error, "a notice about payments was refused");
            Problem::new(
                StatusCode::BAD_REQUEST,
                "This notice cannot be accepted",
                error.to_string(),
            )
            .respond(&headers, Some(&id))
        }
        Err(error) => {
            tracing::error!(%error, "a notice about payments could not be dealt with; it will be sent again");
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The notice cannot be dealt with now",
                "Send it again in a minute.",
            )
            .respond(&headers, Some(&id))
        }
    }
}
