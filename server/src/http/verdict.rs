//! `POST /v1/tokens/verdict`: what the inspector says, for programs.
//!
//! Body `{"jwt": "…", "app": "vpaas-magic-cookie-…", "room": "daily"}`; `app` and `room` are optional. The answer
//! is 200 with the verdict whether the token is good or not, because the question was answered. It tells
//! nothing that the holder of the token could not find out by trying to join. Who asks too often gets 429 with
//! `Retry-After`.

use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::http::state::ServerState;
use accounts::address_key;
use app::state::Request as Visitor;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{AppId, RoomName};
use serde::Deserialize;
use std::time::Duration;

/// The question.
#[derive(Deserialize)]
pub(crate) struct Question {
    jwt: String,
    #[serde(default)]
    app: Option<AppId>,
    #[serde(default)]
    room: Option<RoomName>,
}

/// Judges the token and leaves no trace.
pub(crate) async fn judge(
    State(state): State<ServerState>,
    Extension(id): Extension<RequestId>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    question: Result<Json<Question>, JsonRejection>,
) -> Response {
    if let Err(wait) = state
        .verdicts
        .attempt(&address_key(visitor.address), state.clock.now())
    {
        return too_often(wait, &headers, &id);
    }
    let Json(question) = match question {
        Ok(question) => question,
        Err(rejection) => {
            return Problem::new(
                rejection.status(),
                "The question cannot be read",
                format!(
                    "Send JSON with `jwt`, and if you like `app` and `room`: {}.",
                    rejection.body_text()
                ),
            )
            .respond(&headers, Some(&id));
        }
    };
    match state
        .tokens
        .verdict(question.jwt.trim(), question.app.as_ref(), question.room.as_ref())
        .await
    {
        Ok(verdict) => Json(verdict).into_response(),
        Err(error) => {
            tracing::error!(%error, "a verdict could not be given");
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "The token cannot be judged now",
                "The database does not answer. Try again in a moment.",
            )
            .respond(&headers, Some(&id))
        }
    }
}

/// Nobody needs to be logged in to ask, and every answer costs a signature check.
fn too_often(wait: Duration, headers: &HeaderMap, id: &RequestId) -> Response {
    let seconds = wait.as_secs() + 1;
    let mut response = Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "That was too often",
        format!("An address may ask 60 times at once and then once a second. Try again in {seconds} s."),
    )
    .respond(headers, Some(id));
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}
