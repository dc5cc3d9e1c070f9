//! A tiny HTTP peer between the gateway and localstripe, or alone. It writes down what it is asked,
//! misbehaves as told, and does what localstripe cannot: honour `Idempotency-Key`, and list the
//! PaymentIntents of one customer.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// What the peer does with one request, in the order given.
#[derive(Clone)]
pub(crate) enum Step {
    /// Answers this.
    Reply(u16, Value),
    /// Answers an error with a header.
    Advise(u16, &'static str, &'static str),
    /// Answers this, and so many spaces.
    Huge(Value, usize),
    /// Never answers.
    Hang,
    /// Has the request carried out, and breaks off in the middle of the answer.
    Lose,
}

struct Inner {
    upstream: Option<String>,
    seen: Mutex<Vec<Seen>>,
    steps: Mutex<VecDeque<Step>>,
    // Held while a request is carried out, so that two with the same key come one after the other.
    answered: tokio::sync::Mutex<HashMap<String, (String, u16, String)>>,
    http: reqwest::Client,
}

#[derive(Clone)]
pub(crate) struct Peer {
    inner: Arc<Inner>,
    pub(crate) url: String,
}

impl Peer {
    /// In front of `upstream`, or alone with nothing but the given steps.
    pub(crate) async fn start(upstream: Option<String>, steps: Vec<Step>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Inner {
            upstream,
            seen: Mutex::default(),
            steps: Mutex::new(steps.into()),
            answered: tokio::sync::Mutex::default(),
            http: reqwest::Client::new(),
        });
        let router = Router::new().fallback(answer).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { inner, url }
    }

    pub(crate) async fn alone(steps: Vec<Step>) -> Self {
        Self::start(None, steps).await
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.inner.seen.lock().unwrap().clone()
    }

    pub(crate) fn then(&self, step: Step) {
        self.inner.steps.lock().unwrap().push_back(step);
    }
}

async fn answer(
    State(peer): State<Arc<Inner>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let seen = Seen {
        method,
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    };
    peer.seen.lock().unwrap().push(seen.clone());
    let step = peer.steps.lock().unwrap().pop_front();
    match step {
        Some(Step::Reply(status, value)) => reply(status, value.to_string()),
        Some(Step::Advise(status, name, value)) => Response::builder()
            .status(status)
            .header(name, value)
            .body(Body::from("{}"))
            .unwrap(),
        Some(Step::Huge(value, size)) => reply(200, format!("{value}{}", " ".repeat(size))),
        Some(Step::Hang) => std::future::pending().await,
        Some(Step::Lose) => {
            let (_, text) = carry_out(&peer, &seen).await;
            let half = Bytes::from(text[..text.len() / 2].to_owned());
            let parts = [Ok(half), Err(std::io::Error::other("the line went dead"))];
            Response::new(Body::from_stream(futures::stream::iter(parts)))
        }
        None => {
            let (status, text) = carry_out(&peer, &seen).await;
            reply(status, text)
        }
    }
}

fn reply(status: u16, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

/// Stripe's rule: the first answer to a key is the answer to it, and other fields under it are an error.
async fn carry_out(peer: &Inner, seen: &Seen) -> (u16, String) {
    let key = seen.header("idempotency-key").to_owned();
    if key.is_empty() {
        return forward(peer, seen).await;
    }
    let mut answered = peer.answered.lock().await;
    if let Some((body, status, text)) = answered.get(&key) {
        let reused = json!({"error": {"type": "idempotency_error"}}).to_string();
        return if *body == seen.body {
            (*status, text.clone())
        } else {
            (400, reused)
        };
    }
    let (status, text) = forward(peer, seen).await;
    answered.insert(key, (seen.body.clone(), status, text.clone()));
    (status, text)
}

async fn forward(peer: &Inner, seen: &Seen) -> (u16, String) {
    let upstream = peer
        .upstream
        .as_ref()
        .expect("the peer stands alone and has no steps left");
    let list = seen.method == Method::GET && seen.path == "/v1/payment_intents";
    let query = if list { "limit=100000" } else { &seen.query };
    let answer = peer
        .http
        .request(seen.method.clone(), format!("{upstream}{}?{query}", seen.path))
        .header("authorization", seen.header("authorization"))
        .header("content-type", seen.header("content-type"))
        .body(seen.body.clone())
        .send()
        .await
        .unwrap();
    let (status, text) = (answer.status().as_u16(), answer.text().await.unwrap());
    if !list {
        return (status, text);
    }
    let mut page: Value = serde_json::from_str(&text).unwrap();
    let wanted = seen
        .query
        .split('&')
        .find_map(|field| field.strip_prefix("customer="))
        .unwrap();
    page["data"]
        .as_array_mut()
        .unwrap()
        .retain(|intent| intent["customer"] == wanted);
    (status, page.to_string())
}
