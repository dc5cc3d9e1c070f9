//! Refusals that do not come from a page: a small page for people, problem JSON (RFC 9457) for programs.

use crate::http::request_id::RequestId;
use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "problem.html")]
struct Page<'a> {
    title: &'a str,
    detail: &'a str,
    request_id: &'a str,
}

/// A refusal: what happened, what to do, and the id under which the log knows it.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub status: StatusCode,
    pub title: &'static str,
    pub detail: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            title,
            detail: detail.into(),
        }
    }

    /// As the client likes it: HTML if it asks for pages, JSON otherwise.
    pub(crate) fn respond(&self, headers: &HeaderMap, request_id: Option<&RequestId>) -> Response {
        let id = request_id.map_or("", RequestId::as_str);
        let wants_page = headers
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
        if wants_page {
            let page = Page {
                title: self.title,
                detail: &self.detail,
                request_id: id,
            };
            if let Ok(html) = page.render() {
                return (
                    self.status,
                    [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
                    html,
                )
                    .into_response();
            }
        }
        let body = serde_json::json!({
            "title": self.title,
            "status": self.status.as_u16(),
            "detail": self.detail,
            "instance": id,
        });
        (
            self.status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            body.to_string(),
        )
            .into_response()
    }
}
