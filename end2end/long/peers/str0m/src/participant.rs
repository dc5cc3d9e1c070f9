//! A participant with his message connection and his socket.

use std::io::{Read, Write, stdout};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use domain::Random;
use futures::{SinkExt, StreamExt};
use rand::SeedableRng;
use rand::rngs::StdRng;
use signal::{ClientMessage, Device, Join, ServerMessage, SourceKind, parse, to_text};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::oneshot;
use tokio::time::{interval, sleep_until};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::call::Call;
use crate::failure::Failure;
use crate::others::Others;

/// A connection that says nothing for long is taken for broken.
const PING_EVERY: u64 = 10;
/// No datagram is longer.
const DATAGRAM: usize = 1 << 16;

/// Somebody in a meeting.
pub(crate) struct Participant {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    udp: UdpSocket,
    call: Call,
    others: Others,
    /// Receivers of pictures.
    receivers: usize,
}

/// The next message of the server, whatever comes between them. A refusal ends it.
async fn next(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Result<ServerMessage, Failure> {
    loop {
        match socket.next().await.ok_or(Failure::Closed)?? {
            Message::Text(text) => {
                return match parse(&text)? {
                    ServerMessage::Refused { message, .. } | ServerMessage::Error { message, .. } => {
                        Err(Failure::Server(message))
                    }
                    message => Ok(message),
                };
            }
            Message::Close(_) => return Err(Failure::Closed),
            _ => {}
        }
    }
}

/// The address by which the message connection reaches the server. Any other would offer a way that need not exist.
fn address(socket: &WebSocketStream<MaybeTlsStream<TcpStream>>) -> Result<SocketAddr, Failure> {
    match socket.get_ref() {
        MaybeTlsStream::Plain(stream) => Ok(SocketAddr::new(stream.local_addr()?.ip(), 0)),
        _ => Err(Failure::Closed),
    }
}

impl Participant {
    /// Joins and offers; does not wait for media.
    pub(crate) async fn enter(address_of_meeting: &str, jwt: String, name: &str) -> Result<Self, Failure> {
        let rest = address_of_meeting.strip_prefix("http://");
        let rest = rest.ok_or_else(|| Failure::Address(address_of_meeting.to_owned()))?;
        let (mut socket, _) = connect_async(format!("ws://{rest}/signal")).await?;
        let device = Random::new(StdRng::from_os_rng()).uuid().to_string();
        let join = ClientMessage::Join(Box::new(Join {
            version: signal::VERSION,
            jwt: Some(jwt),
            device: Device { id: device.parse()? },
            name: name.to_owned(),
            muted: vec![SourceKind::Screen, SourceKind::ScreenAudio],
            embedded: false,
            resume: None,
            direct: false,
        }));
        // Whoever connects says who he is within seconds, in the first message.
        socket.send(Message::text(to_text(&join))).await?;
        let mut others = Others::default();
        let slots = loop {
            let message = next(&mut socket).await?;
            others.follow(&message);
            if let ServerMessage::Joined(joined) = message {
                break joined.slots;
            }
        };
        let udp = UdpSocket::bind(address(&socket)?).await?;
        let (call, sdp) = Call::new(Instant::now(), udp.local_addr()?, slots)?;
        let mut participant = Self {
            socket,
            udp,
            call,
            others,
            receivers: slots.video,
        };
        participant.say(&ClientMessage::Offer { sdp }).await?;
        participant.view().await?;
        Ok(participant)
    }

    /// Takes part and tells every second what came, until the standard input ends.
    pub(crate) async fn stay(mut self) -> Result<(), Failure> {
        let (end, mut ended) = oneshot::channel();
        // A thread of its own, as nothing ends a read that waits.
        std::thread::spawn(move || {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            let _ = end.send(());
        });
        let mut seconds = interval(Duration::from_secs(1));
        let mut second = 0;
        let mut buffer = vec![0; DATAGRAM];
        loop {
            tokio::select! {
                message = next(&mut self.socket) => self.hear(message?).await?,
                arrived = self.udp.recv_from(&mut buffer) => {
                    let (size, source) = arrived?;
                    self.call.receive(Instant::now(), source, &buffer[..size])?;
                }
                () = sleep_until(self.call.due().into()) => self.call.turn(Instant::now())?,
                _ = seconds.tick() => {
                    writeln!(stdout(), "{}", to_text(&self.call.read(Instant::now())))?;
                    if second % PING_EVERY == 0 {
                        self.say(&ClientMessage::Ping { id: second }).await?;
                    }
                    second += 1;
                }
                _ = &mut ended => break,
            }
            for datagram in self.call.outgoing() {
                // Lost like a datagram on the way, which is repeated where it matters.
                let _ = self.udp.try_send_to(&datagram.contents, datagram.destination);
            }
        }
        self.say(&ClientMessage::Leave).await?;
        Ok(self.socket.close(None).await?)
    }

    async fn hear(&mut self, message: ServerMessage) -> Result<(), Failure> {
        if self.others.follow(&message) {
            self.view().await?;
        }
        match message {
            ServerMessage::Answer { sdp } => self.call.answer(Instant::now(), &sdp),
            _ => Ok(()),
        }
    }

    async fn view(&mut self) -> Result<(), Failure> {
        let view = self.others.view(self.receivers);
        self.say(&ClientMessage::View(view)).await
    }

    async fn say(&mut self, message: &ClientMessage) -> Result<(), Failure> {
        Ok(self.socket.send(Message::text(to_text(message))).await?)
    }
}
