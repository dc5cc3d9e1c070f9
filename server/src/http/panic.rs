//! A handler that panics ends its request and nothing else.

use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use std::any::Any;
use std::panic::AssertUnwindSafe;

/// Answers in the handler's place, as the client likes it, with the id under which the log has it.
pub(crate) async fn catch(request: Request, next: Next) -> Response {
    let accept = request.headers().get(header::ACCEPT).cloned();
    let id = request.extensions().get::<RequestId>().cloned();
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(panic = words(&*panic), "a handler panicked");
            let headers: HeaderMap = accept
                .map(|accept| (header::ACCEPT, accept))
                .into_iter()
                .collect();
            Problem::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong here",
                "It is our mistake and has been logged. Try again; if it stays, tell the operator the id of this request.",
            )
            .respond(&headers, id.as_ref())
        }
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn;
    use axum::routing::get;
    use axum::{Extension, Router};
    use tower::ServiceExt;

    async fn broken() -> &'static str {
        panic!("on purpose")
    }

    async fn ask(accept: &str) -> (StatusCode, String, String) {
        let router: Router = Router::new()
            .route("/", get(broken))
            .layer(from_fn(catch))
            .layer(Extension(RequestId::new("0123abcd".to_owned())));
        let request = Request::builder()
            .header(header::ACCEPT, accept)
            .body(Body::empty())
            .unwrap();
        let response = router.oneshot(request).await.unwrap();
        let kind = response.headers()[header::CONTENT_TYPE]
            .to_str()
            .unwrap()
            .to_owned();
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, kind, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn people_get_a_page_and_programs_json_both_with_the_id() {
        let (status, kind, body) = ask("text/html,*/*").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            kind.starts_with("text/html") && body.contains("0123abcd"),
            "{body}"
        );
        let (_, kind, body) = ask("application/json").await;
        assert_eq!(kind, "application/problem+json");
        assert!(
            body.contains("0123abcd") && !body.contains("on purpose"),
            "{body}"
        );
    }
}
