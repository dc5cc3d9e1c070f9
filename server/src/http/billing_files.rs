//! Files of the billing pages: an invoice as PDF and CSV, its proof, and everything about the account.
//!
//! They show the app that the session looks at and no other. Who is not logged in is led to the log-in page.

mod asker;

use self::asker::{AskedInvoice, Asker};
use crate::http::state::ServerState;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use futures::stream::try_unfold;
use paper::Style;
use store::apps::AppMode;
use subscriptions::Error;
use tokio::task::spawn_blocking;

/// `/console/billing/invoices/{number}/proof`: what `conclave billing verify` reads.
pub(crate) async fn proof(State(state): State<ServerState>, asked: AskedInvoice) -> Response {
    let AskedInvoice { number, asker } = asked;
    let written = async {
        let export = state.subscriptions.export(&asker.session.app, &number).await?;
        Ok::<_, Error>(export.write()?)
    };
    match written.await {
        Ok(json) => file(&format!("{number}.json"), "application/json", Body::from(json)),
        Err(error) => asker.failed(&error),
    }
}

/// `/console/billing/invoices/{number}/pdf`.
pub(crate) async fn pdf(State(state): State<ServerState>, asked: AskedInvoice) -> Response {
    let AskedInvoice { number, asker } = asked;
    let held = match state.subscriptions.invoice(&asker.session.app, &number).await {
        Ok(held) => held,
        Err(error) => return asker.failed(&error),
    };
    let style = Style {
        notice: notice(&state, asker.session.mode),
    };
    // Setting a page takes some milliseconds of a processor.
    let drawn = spawn_blocking(move || paper::invoice_pdf(&held.invoice, &style)).await;
    match drawn {
        Ok(Ok(pdf)) => file(&format!("{number}.pdf"), "application/pdf", Body::from(pdf)),
        Ok(Err(error)) => asker.unmade(&error),
        Err(error) => asker.unmade(&error),
    }
}

/// `/console/billing/invoices/{number}/csv`.
pub(crate) async fn csv(State(state): State<ServerState>, asked: AskedInvoice) -> Response {
    let AskedInvoice { number, asker } = asked;
    match state.subscriptions.invoice(&asker.session.app, &number).await {
        Ok(held) => match paper::invoice_csv(&held.invoice) {
            Ok(csv) => file(
                &format!("{number}.csv"),
                "text/csv; charset=utf-8",
                Body::from(csv),
            ),
            Err(error) => asker.unmade(&error),
        },
        Err(error) => asker.failed(&error),
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
pub(crate) async fn everything(State(state): State<ServerState>, asker: Asker) -> Response {
    let export = match state.subscriptions.data_export(&asker.session.app).await {
        Ok(export) => export,
        Err(error) => return asker.failed(&error),
    };
    // Read as fast as it is taken, a page at a time.
    let lines = try_unfold(export, |mut export| async move {
        let lines = export.next().await.inspect_err(|error| {
            tracing::error!(%error, "an export broke off");
        })?;
        Ok::<_, Error>(lines.map(|lines| (lines, export)))
    });
    let name = format!("{}.ndjson", asker.session.app);
    file(&name, "application/x-ndjson", Body::from_stream(lines))
}

/// `/console/billing/meetings/{session}/rtcstats/{endpoint}`: how a participant's connections fared, for the
/// tools that read rtcstats.
pub(crate) async fn rtcstats(
    State(state): State<ServerState>,
    Path((session, endpoint)): Path<(String, String)>,
    asker: Asker,
) -> Response {
    let (Ok(session), Ok(endpoint)) = (session.parse(), endpoint.parse()) else {
        return asker.nothing_known();
    };
    let events = match state.subscriptions.events_of(&asker.session.app, session).await {
        Ok(events) => events,
        Err(error) => return asker.failed(&error),
    };
    match usage::rtcstats(&events, &endpoint) {
        Some(text) => file(
            &format!("{session}-{endpoint}.rtcstats"),
            "application/x-ndjson",
            Body::from(text),
        ),
        None => asker.nothing_known(),
    }
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
