//! The little of Janus' HTTP interface that is needed: a session with one handle each, requests and events.

use std::io::{Error, Read, Result, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

/// Events that come before the one that is waited for, at most.
const EVENTS: usize = 20;
/// How long an answer may take; Janus ends a wait for events after 30 s.
const ANSWER: Duration = Duration::from_secs(35);

/// A session and its handle to the VideoRoom.
pub(super) struct Handle {
    port: u16,
    session: String,
    path: String,
}

/// One HTTP/1.0 request, answered with JSON until the connection ends.
fn http(port: u16, request: &str) -> Result<Value> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(ANSWER))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let value: Value = serde_json::from_str(body).map_err(Error::other)?;
    match value.get("janus").and_then(Value::as_str) {
        Some("error") => Err(Error::other(value.to_string())),
        _ => Ok(value),
    }
}

/// What is found there.
pub(super) fn get(port: u16, path: &str) -> Result<Value> {
    http(port, &format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n"))
}

fn post(port: u16, path: &str, body: &Value) -> Result<Value> {
    let (body, kind) = (body.to_string(), "application/json");
    let length = body.len();
    http(
        port,
        &format!(
            "POST {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
        ),
    )
}

fn id(answer: &Value) -> Result<u64> {
    let id = answer.pointer("/data/id").and_then(Value::as_u64);
    id.ok_or_else(|| Error::other(answer.to_string()))
}

impl Handle {
    /// A new session with a handle.
    pub(super) fn attach(port: u16) -> Result<Self> {
        let create = json!({ "janus": "create", "transaction": "create" });
        let session = format!("/janus/{}", id(&post(port, "/janus", &create)?)?);
        let attach =
            json!({ "janus": "attach", "plugin": "janus.plugin.videoroom", "transaction": "attach" });
        let path = format!("{session}/{}", id(&post(port, &session, &attach)?)?);
        Ok(Self { port, session, path })
    }

    /// A request that is answered at once.
    pub(super) fn ask(&self, body: &Value) -> Result<Value> {
        let message = json!({ "janus": "message", "transaction": "ask", "body": body });
        let answer = post(self.port, &self.path, &message)?;
        match answer.pointer("/plugindata/data/error") {
            Some(error) => Err(Error::other(error.to_string())),
            None => Ok(answer),
        }
    }

    /// A request that is answered by an event.
    pub(super) fn request(&self, body: &Value, jsep: Option<&Value>) -> Result<Value> {
        let name = body.get("request").and_then(Value::as_str).unwrap_or("request");
        let mut message = json!({ "janus": "message", "transaction": name, "body": body });
        if let Some(jsep) = jsep {
            message["jsep"] = jsep.clone();
        }
        post(self.port, &self.path, &message)?;
        for _ in 0..EVENTS {
            let event = get(self.port, &format!("{}?maxev=1", self.session))?;
            let event = match event {
                Value::Array(mut events) => events.pop().unwrap_or_default(),
                event => event,
            };
            if let Some(error) = event.pointer("/plugindata/data/error") {
                return Err(Error::other(format!("{name}: {error}")));
            }
            if event.get("transaction").and_then(Value::as_str) == Some(name) {
                return Ok(event);
            }
        }
        Err(Error::other(format!("{name} was not answered")))
    }

    /// All candidates were in the description; without this Janus waits for more.
    pub(super) fn end_of_candidates(&self) -> Result<()> {
        let trickle = json!({ "janus": "trickle", "transaction": "end", "candidate": { "completed": true } });
        post(self.port, &self.path, &trickle).map(drop)
    }
}
