//! How a page of the tests reaches the media plane: a UDP socket, or a TCP connection with frames.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};

use sfu::api::{Candidate, Transport};
use str0m::net::Protocol;

use super::stream::frame;

/// One or the other.
pub(crate) enum Line {
    Udp(UdpSocket),
    Tcp { stream: TcpStream, come: Vec<u8> },
}

impl Line {
    /// From an address of the same kind on loopback.
    pub(crate) fn to(candidate: Candidate) -> Self {
        match candidate.transport {
            Transport::Udp => {
                let local: IpAddr = match candidate.address {
                    SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                    SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
                };
                let socket = UdpSocket::bind((local, 0)).expect("a port");
                socket.set_nonblocking(true).expect("non-blocking");
                Self::Udp(socket)
            }
            Transport::Tcp => {
                let stream = TcpStream::connect(candidate.address).expect("connected");
                stream.set_nonblocking(true).expect("non-blocking");
                Self::Tcp {
                    stream,
                    come: Vec::new(),
                }
            }
        }
    }

    pub(crate) fn local(&self) -> SocketAddr {
        let local = match self {
            Self::Udp(socket) => socket.local_addr(),
            Self::Tcp { stream, .. } => stream.local_addr(),
        };
        local.expect("bound")
    }

    pub(crate) fn protocol(&self) -> Protocol {
        match self {
            Self::Udp(_) => Protocol::Udp,
            Self::Tcp { .. } => Protocol::Tcp,
        }
    }

    pub(crate) fn send(&mut self, datagram: &[u8], to: SocketAddr) {
        match self {
            // The media plane may be at its end.
            Self::Udp(socket) => drop(socket.send_to(datagram, to)),
            Self::Tcp { stream, .. } => {
                let bytes = frame(datagram);
                let mut rest = &bytes[..];
                while !rest.is_empty() {
                    match stream.write(rest) {
                        Ok(count) => rest = &rest[count..],
                        Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::yield_now(),
                        Err(_) => return,
                    }
                }
            }
        }
    }

    /// The next datagram, if one has come: its size, and from where.
    pub(crate) fn receive(&mut self, buffer: &mut [u8]) -> Option<(usize, SocketAddr)> {
        match self {
            Self::Udp(socket) => socket.recv_from(buffer).ok(),
            Self::Tcp { stream, come } => {
                let mut more = [0; 4096];
                while let Ok(count @ 1..) = stream.read(&mut more) {
                    come.extend_from_slice(&more[..count]);
                }
                let head = come.first_chunk::<2>()?;
                let length = usize::from(u16::from_be_bytes(*head));
                let frame = come.get(2..2 + length)?;
                buffer[..length].copy_from_slice(frame);
                come.drain(..2 + length);
                Some((length, stream.peer_addr().ok()?))
            }
        }
    }
}
