//! `/{AppID}/{room}/signal`: the WebSocket of a meeting page. The first message carries the token.

mod admission;
mod lobby;
mod pump;

use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::http::state::ServerState;
use app::state::Request;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::{AppId, RoomName};
use futures::StreamExt;
use lobby::{Full, Lobby, Seat};
use meeting::{IceServers, OUTBOX_CAPACITY};
use signal::{ClientMessage, CloseCode, ErrorCode, MAX_MESSAGE_BYTES, ServerMessage, VERSION};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// Whoever connects must say who he is within this time.
const FIRST_MESSAGE: Duration = Duration::from_secs(15);

/// What is read of one message, in bytes: more than a message may have, so that one that is too long still
/// gets its answer in words. Of what is longer still, the connection breaks.
const READ: usize = 8 * MAX_MESSAGE_BYTES;

/// Where connections of this process wait until they have joined.
static LOBBY: Lobby = Lobby::new();

/// Opens the connection.
pub(crate) async fn connect(
    State(state): State<ServerState>,
    Extension(id): Extension<RequestId>,
    Extension(request): Extension<Request>,
    Path((app, room)): Path<(String, String)>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let (Ok(app), Ok(room)) = (app.parse::<AppId>(), room.parse::<RoomName>()) else {
        return Problem::new(
            StatusCode::NOT_FOUND,
            "There is no such meeting",
            "The address must be /AppID/room/signal.",
        )
        .respond(&headers, Some(&id));
    };
    let Ok(upgrade) = upgrade else {
        return Problem::new(
            StatusCode::UPGRADE_REQUIRED,
            "This address is for meeting pages",
            "It speaks WebSocket. To meet, open the same address without /signal.",
        )
        .respond(&headers, Some(&id));
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let ice = state.relay.as_ref().map(|relay| relay.ways(host));
    match LOBBY.enter(request.address) {
        Ok(seat) => upgrade
            .max_message_size(READ)
            .max_frame_size(READ)
            .on_upgrade(move |socket| serve(state, socket, Place { app, room }, ice, seat)),
        Err(full) => {
            let mut response = crowded(full).respond(&headers, Some(&id));
            let wait = HeaderValue::from_static(COME_AGAIN);
            response.headers_mut().insert(header::RETRY_AFTER, wait);
            response
        }
    }
}

/// In seconds, when a connection that found the lobby full may try again.
const COME_AGAIN: &str = "5";

fn crowded(full: Full) -> Problem {
    metrics::counter!("conclave_lobby_full_total").increment(1);
    match full {
        Full::ForAddress => Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many connections wait to join",
            "Too many connections from your network have not joined a meeting yet. Try again in a few seconds.",
        ),
        Full::ForAll => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many connections wait to join",
            "The server has too many connections that have not joined a meeting yet. Try again in a few seconds.",
        ),
    }
}

/// Which meeting is meant.
struct Place {
    app: AppId,
    room: RoomName,
}

/// What the page may be told of ways to the media plane.
type Ice = Option<Arc<dyn IceServers>>;

async fn serve(state: ServerState, mut socket: WebSocket, place: Place, ice: Ice, seat: Seat<'static>) {
    let join = match timeout(FIRST_MESSAGE, first_message(&mut socket)).await {
        Ok(Some(Ok(join))) => join,
        Ok(Some(Err(refusal))) => return pump::refuse(socket, refusal).await,
        Ok(None) => return,
        Err(_) => {
            let message = "The first message must be a join, within 15 seconds.".to_owned();
            return pump::refuse(
                socket,
                ServerMessage::Refused {
                    code: ErrorCode::NotJoined,
                    rule: None,
                    message,
                },
            )
            .await;
        }
    };
    let (outbox, outgoing) = mpsc::channel(OUTBOX_CAPACITY);
    match joined(&state, &place, join, ice, outbox).await {
        Ok((connection, pass)) => {
            drop(seat);
            pump::run(socket, connection, outgoing).await;
            // Kept until here: who is inside takes a place of the plan until he counts.
            drop(pass);
        }
        Err(refusal) => {
            if refusal.code == ErrorCode::Token {
                metrics::counter!("conclave_tokens_refused_total").increment(1);
            }
            pump::refuse(socket, refusal.into_message()).await;
        }
    }
}

/// Token, subscription, room: whoever is let in by all three has joined.
async fn joined(
    state: &ServerState,
    Place { app, room }: &Place,
    join: signal::Join,
    ice: Ice,
    outbox: mpsc::Sender<meeting::Outgoing>,
) -> Result<(meeting::Connection, Option<subscriptions::Pass>), meeting::Refusal> {
    let mut admission = admission::judge(state, app, room, join).await?;
    admission.ice = ice;
    let pass = admission::let_in(state, app, room, &mut admission).await?;
    let connection = state.hub.join(app, room, admission, outbox).await?;
    Ok((connection, pass))
}

/// The join, or why the first message is none; nothing if the connection ended.
async fn first_message(socket: &mut WebSocket) -> Option<Result<signal::Join, ServerMessage>> {
    let refused = |code, message: String| {
        Some(Err(ServerMessage::Refused {
            code,
            rule: None,
            message,
        }))
    };
    loop {
        let text = match socket.next().await? {
            Ok(Message::Text(text)) => text,
            Ok(Message::Ping(_) | Message::Pong(_)) => continue,
            Ok(Message::Binary(_)) => {
                return refused(
                    ErrorCode::Malformed,
                    "Messages are JSON text, not binary.".to_owned(),
                );
            }
            Ok(Message::Close(_)) => return None,
            Err(error) => {
                return refused(
                    ErrorCode::TooLarge,
                    format!("The first message cannot be read: {error}."),
                );
            }
        };
        return match signal::parse::<ClientMessage>(&text) {
            Ok(ClientMessage::Join(join)) if join.version == VERSION => Some(Ok(*join)),
            Ok(ClientMessage::Join(_)) => refused(
                ErrorCode::Version,
                "This page is of another version than the server. Reload it.".to_owned(),
            ),
            Ok(_) => refused(
                ErrorCode::NotJoined,
                "The first message must be a join.".to_owned(),
            ),
            Err(error) => refused(error.code, error.message),
        };
    }
}

/// A close frame with our code and its name as the reason.
fn close_frame(code: CloseCode) -> Message {
    let reason = serde_json::to_value(code)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default();
    Message::Close(Some(axum::extract::ws::CloseFrame {
        code: code.number(),
        reason: reason.into(),
    }))
}
