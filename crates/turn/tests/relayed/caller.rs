//! The client of `rtc-turn`, on a socket of each kind.

use crate::rig::{HERE, PATIENCE, Rig};
use bytes::BytesMut;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_shared::{TransportContext, TransportMessage, TransportProtocol};
use rtc_turn::client::{Client, ClientConfig, Event};
use sansio::Protocol;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream, UdpSocket};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use turn::{Credential, Frames};

pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

enum Pipe {
    Datagrams(UdpSocket),
    Stream(Box<dyn Stream>, Frames),
}

pub(crate) struct Caller {
    client: Client,
    pipe: Pipe,
    context: TransportContext,
}

impl Caller {
    pub(crate) async fn udp(rig: &Rig, credential: &Credential) -> Self {
        let server = rig.turn.address();
        let socket = UdpSocket::bind((HERE, 0)).await.unwrap();
        socket.connect(server).await.unwrap();
        let local = socket.local_addr().unwrap();
        Self::new(
            Pipe::Datagrams(socket),
            local,
            server,
            TransportProtocol::UDP,
            credential,
        )
    }

    pub(crate) async fn tcp(rig: &Rig, credential: &Credential) -> Self {
        let stream = TcpStream::connect(rig.turn.address()).await.unwrap();
        Self::over_tcp(stream, credential)
    }

    /// Over TCP, and hardly anything waits at its side.
    pub(crate) async fn deaf(rig: &Rig, credential: &Credential) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        let stream = socket.connect(rig.turn.address()).await.unwrap();
        Self::over_tcp(stream, credential)
    }

    fn over_tcp(stream: TcpStream, credential: &Credential) -> Self {
        let server = stream.peer_addr().unwrap();
        let local = stream.local_addr().unwrap();
        let pipe = Pipe::Stream(Box::new(stream), Frames::default());
        Self::new(pipe, local, server, TransportProtocol::TCP, credential)
    }

    pub(crate) async fn tls(rig: &Rig, credential: &Credential) -> Self {
        let server = rig.tls();
        let stream = TcpStream::connect(server).await.unwrap();
        let local = stream.local_addr().unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(rig.roots.clone())
            .with_no_client_auth();
        let stream = TlsConnector::from(Arc::new(config))
            .connect("localhost".try_into().unwrap(), stream)
            .await
            .unwrap();
        let pipe = Pipe::Stream(Box::new(stream), Frames::default());
        Self::new(pipe, local, server, TransportProtocol::TCP, credential)
    }

    fn new(
        pipe: Pipe,
        local_addr: SocketAddr,
        peer_addr: SocketAddr,
        transport_protocol: TransportProtocol,
        credential: &Credential,
    ) -> Self {
        let config = ClientConfig {
            stun_serv_addr: peer_addr.to_string(),
            turn_serv_addr: peer_addr.to_string(),
            local_addr,
            transport_protocol,
            username: credential.username.clone(),
            password: credential.password.clone(),
            ..ClientConfig::default()
        };
        Self {
            client: Client::new(config, Arc::new(AwsLcRsProvider::new())).unwrap(),
            pipe,
            context: TransportContext {
                local_addr,
                peer_addr,
                transport_protocol,
                ecn: None,
            },
        }
    }

    /// Where the server sees us.
    pub(crate) async fn reflexive(&mut self) -> SocketAddr {
        self.client.send_binding_request(Instant::now()).unwrap();
        match self.event().await {
            Event::BindingResponse(_, address) => address,
            other => panic!("{other:?}"),
        }
    }

    /// The relayed address, or the error.
    pub(crate) async fn allocate(&mut self) -> Result<SocketAddr, String> {
        self.client.allocate(Instant::now()).unwrap();
        match self.event().await {
            Event::AllocateResponse(_, address) => Ok(address),
            Event::AllocateError(_, error) => Err(error.to_string()),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn permit(&mut self, relayed: SocketAddr, peer: SocketAddr) -> Result<(), String> {
        let mut relay = self.client.relay(relayed).unwrap();
        relay.create_permission(Instant::now(), peer).unwrap();
        match self.event().await {
            Event::CreatePermissionResponse(..) => Ok(()),
            Event::CreatePermissionError(_, error) => Err(error.to_string()),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn send(&mut self, relayed: SocketAddr, peer: SocketAddr, data: &[u8]) {
        let mut relay = self.client.relay(relayed).unwrap();
        relay.send_to(Instant::now(), data, peer).unwrap();
        self.flush().await;
    }

    /// What the peer said next, and whether it came on a channel.
    pub(crate) async fn hear(&mut self) -> (bool, SocketAddr, Vec<u8>) {
        match self.event().await {
            Event::DataIndicationOrChannelData(channel, peer, data) => {
                (channel.is_some(), peer, data.to_vec())
            }
            other => panic!("{other:?}"),
        }
    }

    async fn event(&mut self) -> Event {
        timeout(PATIENCE, async {
            loop {
                self.flush().await;
                if let Some(event) = self.client.poll_event() {
                    return event;
                }
                self.read().await;
            }
        })
        .await
        .unwrap()
    }

    async fn flush(&mut self) {
        while let Some(transmit) = self.client.poll_write() {
            match &mut self.pipe {
                Pipe::Datagrams(socket) => drop(socket.send(&transmit.message).await.unwrap()),
                Pipe::Stream(stream, _) => {
                    let mut message = transmit.message.to_vec();
                    // ChannelData is filled up on a stream; STUN is so already.
                    message.resize(message.len().next_multiple_of(4), 0);
                    stream.write_all(&message).await.unwrap();
                    stream.flush().await.unwrap();
                }
            }
        }
    }

    async fn read(&mut self) {
        let mut buffer = [0; 4_000];
        let mut messages = Vec::new();
        match &mut self.pipe {
            Pipe::Datagrams(socket) => {
                let length = socket.recv(&mut buffer).await.unwrap();
                messages.push(buffer[..length].to_vec());
            }
            Pipe::Stream(stream, frames) => {
                let length = stream.read(&mut buffer).await.unwrap();
                assert_ne!(length, 0, "the server has closed the connection");
                frames.push(&buffer[..length]);
                while let Some(message) = frames.message().unwrap() {
                    messages.push(message.to_vec());
                }
            }
        }
        for message in messages {
            self.client
                .handle_read(TransportMessage {
                    now: Instant::now(),
                    transport: self.context,
                    message: BytesMut::from(&message[..]),
                })
                .unwrap();
        }
    }
}
