//! The sockets of a shard: UDP and TCP at the same address and port.

use std::io::{Error, ErrorKind};
use std::net::{SocketAddr, TcpListener, UdpSocket};

use socket2::{Domain, Protocol, Socket, Type};

use crate::api::Transport;

/// Connections that the kernel keeps until they are looked at.
const BACKLOG: i32 = 1024;
/// With a port that the system chooses, another program may have its number on TCP.
const ATTEMPTS: usize = 32;

/// Binds both sockets, or the one for datagrams alone. An error comes with what it is about. The unspecified
/// IPv6 address takes IPv4 as well, whatever the system's default is.
pub(crate) fn bind(
    listen: SocketAddr,
    tcp: bool,
) -> Result<(UdpSocket, Option<TcpListener>), (Transport, Error)> {
    let mut attempts = if listen.port() == 0 { ATTEMPTS } else { 1 };
    loop {
        attempts -= 1;
        let socket = datagrams(listen).map_err(|error| (Transport::Udp, error))?;
        if !tcp {
            return Ok((socket, None));
        }
        let listener = socket.local_addr().and_then(connections);
        match listener {
            Ok(listener) => return Ok((socket, Some(listener))),
            Err(error) if error.kind() == ErrorKind::AddrInUse && attempts > 0 => {}
            Err(error) => return Err((Transport::Tcp, error)),
        }
    }
}

fn datagrams(listen: SocketAddr) -> Result<UdpSocket, Error> {
    let socket = socket(listen, Type::DGRAM, Protocol::UDP)?;
    socket.bind(&listen.into())?;
    Ok(socket.into())
}

fn connections(listen: SocketAddr) -> Result<TcpListener, Error> {
    let socket = socket(listen, Type::STREAM, Protocol::TCP)?;
    // After a restart the port is ours at once, whatever connections of the last run linger.
    socket.set_reuse_address(true)?;
    socket.bind(&listen.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

fn socket(listen: SocketAddr, kind: Type, protocol: Protocol) -> Result<Socket, Error> {
    let socket = Socket::new(Domain::for_address(listen), kind, Some(protocol))?;
    if listen.is_ipv6() && listen.ip().is_unspecified() {
        socket.set_only_v6(false)?;
    }
    socket.set_nonblocking(true)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_have_the_same_port_and_a_taken_one_is_named() {
        let any: SocketAddr = "127.0.0.1:0".parse().expect("an address");
        let (udp, tcp) = bind(any, true).expect("free");
        let taken = udp.local_addr().expect("bound");
        assert_eq!(tcp.and_then(|tcp| tcp.local_addr().ok()), Some(taken));
        let refused = |listen, tcp| {
            bind(listen, tcp)
                .err()
                .map(|(transport, error)| (transport, error.kind()))
        };
        assert_eq!(refused(taken, true), Some((Transport::Udp, ErrorKind::AddrInUse)));
        drop(udp);
        let listening = TcpListener::bind(any).expect("free");
        let taken = listening.local_addr().expect("bound");
        assert_eq!(refused(taken, true), Some((Transport::Tcp, ErrorKind::AddrInUse)));
        assert_eq!(refused(taken, false), None, "without TCP nobody minds");
    }
}
