//! Clients over TCP and TLS. A connection that holds no allocation is closed, whatever it sends or does not
//! send: opening one costs a stranger nothing.

use super::connections::Seat;
use super::queue::queue;
use super::{Shared, State, TlsConfig};
use crate::frames::{Frames, LONGEST};
use crate::server::{Client, Transport};
use socket2::SockRef;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;

/// How long a connection may be without an allocation, TLS included.
const IDLE: Duration = Duration::from_secs(15);
/// A client that takes nothing for so long is gone.
const WRITE: Duration = Duration::from_secs(10);
/// Bytes that the system may keep unsent for a client: what waits there cannot be dropped any more.
const UNSENT: u32 = 16 * 1024;
/// How long nothing is accepted after the system refused, as when there are too many open files.
const PAUSE: Duration = Duration::from_millis(100);

/// Accepts plain connections until the server stops.
pub(super) async fn serve_tcp(shared: Arc<Shared>, listener: TcpListener) {
    accept(&shared, &listener, |shared, stream, address, seat| async move {
        talk(&shared, stream, (Transport::Tcp, address), &seat).await;
    })
    .await;
}

/// Accepts connections within TLS until the server stops.
pub(super) async fn serve_tls(shared: Arc<Shared>, listener: TcpListener, config: TlsConfig) {
    accept(&shared, &listener, |shared, stream, address, seat| {
        let acceptor = TlsAcceptor::from(config());
        async move {
            let shaken = tokio::select! {
                shaken = timeout(IDLE, acceptor.accept(stream)) => shaken,
                () = seat.sent_away() => return,
            };
            if let Ok(Ok(stream)) = shaken {
                talk(&shared, stream, (Transport::Tls, address), &seat).await;
            }
        }
    })
    .await;
}

async fn accept<F: Future<Output = ()> + Send + 'static>(
    shared: &Arc<Shared>,
    listener: &TcpListener,
    serve: impl Fn(Arc<Shared>, TcpStream, SocketAddr, Seat) -> F,
) {
    loop {
        let Ok((stream, address)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let Some(seat) = shared.connections.enter(address.ip()) else {
            shared.state().server.count_over_limit();
            continue;
        };
        // Media does not wait for more to send.
        drop(stream.set_nodelay(true));
        drop(SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT));
        shared.spawn(serve(Arc::clone(shared), stream, address, seat));
    }
}

/// Talks with a client until one of both ends it.
async fn talk<S>(shared: &Arc<Shared>, stream: S, (transport, address): (Transport, SocketAddr), seat: &Seat)
where
    S: AsyncRead + AsyncWrite + Send,
{
    let client = Client { transport, address };
    let (queue, mut waiting) = queue();
    shared.streams().insert(client, queue);
    let _end = End {
        shared: Arc::clone(shared),
        client,
    };
    let (mut reader, mut writer) = tokio::io::split(stream);
    let write = async {
        while let Some(bytes) = waiting.take().await {
            let written = timeout(WRITE, async {
                writer.write_all(&bytes).await?;
                writer.flush().await
            });
            if !matches!(written.await, Ok(Ok(()))) {
                return;
            }
        }
    };
    let read = async {
        let (mut frames, mut proven) = (Frames::default(), false);
        let mut buffer = vec![0; LONGEST];
        while let Ok(length @ 1..) = reader.read(&mut buffer).await {
            frames.push(&buffer[..length]);
            loop {
                match frames.message() {
                    Ok(Some(message)) => shared.heard(client, message),
                    Ok(None) => break,
                    Err(_) => return,
                }
            }
            if !proven && shared.state().server.has_allocation(client) {
                proven = true;
                seat.prove();
            }
        }
    };
    let idle = async {
        loop {
            sleep_until(Instant::now() + IDLE).await;
            if !shared.state().server.has_allocation(client) {
                return;
            }
        }
    };
    tokio::select! {
        () = write => {}
        () = read => {}
        () = idle => {}
        () = seat.sent_away() => {}
    }
}

/// Forgets a client when its connection ends, however that comes.
struct End {
    shared: Arc<Shared>,
    client: Client,
}

impl Drop for End {
    fn drop(&mut self) {
        self.shared.streams().remove(&self.client);
        let State { server, sockets } = &mut *self.shared.state();
        server.gone(self.client, sockets);
    }
}
