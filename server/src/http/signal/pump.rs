//! Between the socket and the room, in both directions, until one of them ends.

use super::close_frame;
use axum::extract::ws::{Message, WebSocket};
use futures::{SinkExt, StreamExt};
use meeting::{Connection, Outgoing};
use signal::{CloseCode, ErrorCode, ServerMessage, to_text};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// A page that takes nothing for so long is gone.
const WRITE: Duration = Duration::from_secs(20);
/// How long messages that came too late are read and forgotten.
const DRAIN: Duration = Duration::from_secs(2);
/// Pages say something every 10 s; one that is silent for so long is gone, and may come back.
const SILENCE: Duration = Duration::from_secs(35);

/// Says why and closes.
pub(super) async fn refuse(mut socket: WebSocket, refusal: ServerMessage) {
    let goodbye = async {
        let code = match &refusal {
            ServerMessage::Refused {
                code: ErrorCode::Unavailable,
                ..
            } => CloseCode::GoingAway,
            _ => CloseCode::Refused,
        };
        socket.send(Message::text(to_text(&refusal))).await?;
        socket.send(close_frame(code)).await
    };
    // Whether he hears it is his affair.
    drop(timeout(WRITE, goodbye).await);
}

/// Carries messages until the socket or the room ends. The connection's drop tells the room.
pub(super) async fn run(socket: WebSocket, connection: Connection, mut outgoing: mpsc::Receiver<Outgoing>) {
    let (mut sink, mut stream) = socket.split();
    let write = async {
        while let Some(message) = outgoing.recv().await {
            let (message, last) = match message {
                Outgoing::Text(text) => (Message::text(&*text), false),
                Outgoing::Close(code) => (close_frame(code), true),
            };
            if !matches!(timeout(WRITE, sink.send(message)).await, Ok(Ok(()))) || last {
                return;
            }
        }
    };
    let read = async {
        while let Ok(Some(message)) = timeout(SILENCE, stream.next()).await {
            let taken = match message {
                Ok(Message::Text(text)) => connection.message(text.to_string()).await,
                Ok(Message::Binary(_)) => connection.binary().await,
                Ok(Message::Ping(_) | Message::Pong(_)) => Ok(()),
                Ok(Message::Close(_)) => return None,
                // Too large, or not WebSocket at all.
                Err(_) => return Some(CloseCode::Policy),
            };
            if taken.is_err() {
                // The room has ended; what it had to say is in the outbox.
                std::future::pending::<()>().await;
            }
        }
        None
    };
    let broken = tokio::select! {
        () = write => None,
        code = read => code,
    };
    if let Some(code) = broken {
        drop(timeout(WRITE, sink.send(close_frame(code))).await);
    }
    // A connection that is closed over unread messages is reset, and the close code lost with it.
    drop(
        timeout(DRAIN, async {
            while matches!(stream.next().await, Some(Ok(_))) {}
        })
        .await,
    );
}
