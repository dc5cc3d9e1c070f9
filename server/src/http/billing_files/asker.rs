//! Who asks for a file of the billing pages, and how he is told that there is none.

use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::http::state::ServerState;
use accounts::Session;
use app::state::Request as Visitor;
use axum::extract::{Extension, FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use std::fmt::Display;
use subscriptions::Error;

/// Somebody who is logged in. Others are led to the log-in page.
pub(crate) struct Asker {
    /// Says which app he looks at.
    pub(super) session: Session,
    id: RequestId,
    headers: HeaderMap,
}

/// Somebody who is logged in, and which invoice the address names.
pub(crate) struct AskedInvoice {
    /// What stands in the address; there need be no invoice of this number.
    pub(super) number: String,
    pub(super) asker: Asker,
}

impl FromRequestParts<ServerState> for Asker {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, Response> {
        let Extension(id) = Extension::<RequestId>::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let Extension(visitor) = Extension::<Visitor>::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let Some(session) = visitor.session else {
            return Err(Redirect::to("/log-in?next=/console/billing").into_response());
        };
        Ok(Self {
            session,
            id,
            headers: parts.headers.clone(),
        })
    }
}

impl FromRequestParts<ServerState> for AskedInvoice {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &ServerState) -> Result<Self, Response> {
        let Path(number) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let asker = Asker::from_request_parts(parts, state).await?;
        Ok(Self { number, asker })
    }
}

impl Asker {
    /// The answer when there is no such invoice, or another reason not to have the file.
    pub(super) fn failed(&self, error: &Error) -> Response {
        let problem = match error {
            Error::UnknownInvoice(_) | Error::UnknownApp => Problem::new(
                StatusCode::NOT_FOUND,
                "There is no such file",
                "The app that you look at has no invoice of this number. Look at the list on the billing page, or switch between live and sandbox.",
            ),
            other => return self.unmade(other),
        };
        problem.respond(&self.headers, Some(&self.id))
    }

    /// The answer when the journal holds nothing about that participant's connections.
    pub(super) fn nothing_known(&self) -> Response {
        Problem::new(
            StatusCode::NOT_FOUND,
            "There is no such file",
            "The journal holds nothing about the connections of that participant in that meeting. It does as soon as he has left.",
        )
        .respond(&self.headers, Some(&self.id))
    }

    /// The answer when the file could not be made; why goes into the log only.
    pub(super) fn unmade(&self, error: &dyn Display) -> Response {
        tracing::error!(%error, "a file of the billing pages could not be made");
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The file cannot be made now",
            "Something failed on our side. Try again in a moment; if it stays, quote the request to support.",
        )
        .respond(&self.headers, Some(&self.id))
    }
}
