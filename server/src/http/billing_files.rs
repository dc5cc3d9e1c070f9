//! Files of the billing pages: an invoice as PDF and CSV, its proof, and everything about the account.
//!
//! They show the app that the session looks at and no other. Who is not logged in is led to the log-in page.

use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::http::state::ServerState;
use app::state::Request as Visitor;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use futures::stream::try_unfold;
use paper::Style;
use store::apps::AppMode;
use subscriptions::Error;
use tokio::task::spawn_blocking;

/// `/console/billing/invoices/{number}/proof`: what `conclave billing verify` reads.
pub(crate) async fn proof(
    State(state): State<ServerState>,
    Extension(id): Extension<RequestId>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(session) = visitor.session else {
        return away();
    };
    let written = async {
        let export = state.subscriptions.export(&session.app, &number).await?;
        Ok::<_, Error>(export.write()?)
    };
    match written.await {
        Ok(json) => file(&format!("{number}.json"), "application/json", Body::from(json)),
        Err(error) => failed(&error, &headers, &id),
    }
}

/// `/console/billing/invoices/{number}/pdf`.
pub(crate) async fn pdf(
    State(state): State<ServerState>,
    Extension(id): Extension<RequestId>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(session) = visitor.session else {
        return away();
    };
    let held = match state.subscriptions.invoice(&session.app, &number).await {
        Ok(held) => held,
        Err(error) => return failed(&error, &headers, &id),
    };
    let style = Style {
        notice: notice(&state, session.mode),
    };
    // Setting a page takes some milliseconds of a processor.
    let drawn = spawn_blocking(move || paper::invoice_pdf(&held.invoice, &style)).await;
    match drawn {
        Ok(Ok(pdf)) => file(&format!("{number}.pdf"), "application/pdf", Body::from(pdf)),
        Ok(Err(error)) => unmade(&error, &headers, &id),
        Err(error) => unmade(&error, &headers, &id),
    }
}

/// `/console/billing/invoices/{number}/csv`.
pub(crate) async fn csv(
    State(state): State<ServerState>,
    Extension(id): Extension<RequestId>,
    Extension(visitor): Extension<Visitor>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(session) = visitor.session else {
        return away();
    };
    match state.subscriptions.invoice(&session.app, &number).await {
        Ok(held) => match paper::invoice_csv(&held.invoice) {
            Ok(csv) => file(
                &format!("{number}.csv"),
                "text/csv; charset=utf-8",
                Body::from(csv),
            ),
            Err(error) => unmade(&error, &headers, &id),
        },
        Err(error) => failed(&error, &headers, &id),
    }
}

/// What stands at the top of an invoice that asks nobody for money.
fn notice(state: &ServerState, mode: AppMode) -> Option<String> {
    match mode {
        AppMode::Sandbox => Some("Sandbox: not a demand for payment".to_owned()),
        AppMode::Live if state.subscriptions.is_simulated(mode) => {
            Some("Simulated payments: no money moves".to_owned())
        }
        AppMode::Live => None,
    }
}

/// `/console/billing/export`: everything about the app, one JSON object a line.
pub(crate) async fn everything(
    State(state): State<ServerState>,
    Extension(id): Extension<RequestId>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Response {
    let Some(session) = visitor.session else {
        return away();
    };
    let export = match state.subscriptions.data_export(&session.app).await {
        Ok(export) => export,
        Err(error) => return failed(&error, &headers, &id),
    };
    // Read as fast as it is taken, a page at a time.
    let lines = try_unfold(export, |mut export| async move {
        let lines = export.next().await.inspect_err(|error| {
            tracing::error!(%error, "an export broke off");
        })?;
        Ok::<_, Error>(lines.map(|lines| (lines, export)))
    });
    let name = format!("{}.ndjson", session.app);
    file(&name, "application/x-ndjson", Body::from_stream(lines))
}

/// The way to the log-in page.
fn away() -> Response {
    Redirect::to("/log-in?next=/console/billing").into_response()
}

/// A file to keep. `name` consists of characters that need no quoting: a number that was found, or an AppID.
fn file(name: &str, kind: &'static str, body: Body) -> Response {
    let headers: [(HeaderName, String); 2] = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, body).into_response()
}

fn failed(error: &Error, headers: &HeaderMap, id: &RequestId) -> Response {
    let problem = match error {
        Error::UnknownInvoice(_) | Error::UnknownApp => Problem::new(
            StatusCode::NOT_FOUND,
            "There is no such file",
            "The app that you look at has no invoice of this number. Look at the list on the billing page, or switch between live and sandbox.",
        ),
        other => return unmade(other, headers, id),
    };
    problem.respond(headers, Some(id))
}

fn unmade(error: &dyn std::fmt::Display, headers: &HeaderMap, id: &RequestId) -> Response {
    tracing::error!(%error, "a file of the billing pages could not be made");
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The file cannot be made now",
        "Something failed on our side. Try again in a moment; if it stays, quote the request to support.",
    )
    .respond(headers, Some(id))
}
