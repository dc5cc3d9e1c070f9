//! A bad network for real programs: forwards UDP between clients and one server as a simulated way would.
//!
//! `way <listen> <server> <name of the way> [seed]`, for instance
//! `way 127.0.0.1:20000 127.0.0.1:10000 random-loss-10-percent`. It ends with its standard input.

#![expect(
    clippy::print_stdout,
    reason = "whoever starts it reads the port that it listens on"
)]

use std::collections::HashMap;
use std::io::{Error, Read, Result};
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use netsim::{Link, Profile, ways};

/// Bytes of IP and UDP around a payload.
const HEADERS: usize = 28;
/// How exactly packets leave on time.
const GRAIN: Duration = Duration::from_millis(1);

/// One client and its way.
struct Client {
    upstream: UdpSocket,
    up: Link<Vec<u8>>,
    down: Link<Vec<u8>>,
}

impl Client {
    fn new(server: SocketAddr, way: &Profile, seed: u64, now: Instant) -> Result<Self> {
        let any = SocketAddr::new(server.ip(), 0);
        let upstream = UdpSocket::bind(any)?;
        upstream.connect(server)?;
        upstream.set_nonblocking(true)?;
        Ok(Self {
            upstream,
            up: Link::new(ways::back(way), now, seed),
            down: Link::new(way.clone(), now, seed + 1),
        })
    }

    fn turn(&mut self, client: SocketAddr, socket: &UdpSocket, buffer: &mut [u8], now: Instant) {
        while let Ok(size) = self.upstream.recv(buffer) {
            self.down.send(now, size + HEADERS, buffer[..size].to_vec());
        }
        // What cannot be sent is lost, as on any network.
        while let Some((_, bytes)) = self.up.poll(now) {
            let _ = self.upstream.send(&bytes);
        }
        while let Some((_, bytes)) = self.down.poll(now) {
            let _ = socket.send_to(&bytes, client);
        }
    }
}

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [listen, server, name, seed @ ..] = &words[..] else {
        return Err(Error::other(
            "usage: way <listen> <server> <name of the way> [seed]",
        ));
    };
    let address = |text: &String| text.parse::<SocketAddr>().map_err(Error::other);
    let (listen, server) = (address(listen)?, address(server)?);
    let way = ways::named(name).ok_or_else(|| Error::other(format!("no way is called {name}")))?;
    let seed = seed
        .first()
        .map_or(Ok(0), |seed| seed.parse())
        .map_err(Error::other)?;
    let socket = UdpSocket::bind(listen)?;
    socket.set_read_timeout(Some(GRAIN))?;
    println!("{}", socket.local_addr()?);
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            ended.store(true, Ordering::Relaxed);
        });
        forward(&socket, server, &way, seed, &ended)
    })
}

fn forward(
    socket: &UdpSocket,
    server: SocketAddr,
    way: &Profile,
    seed: u64,
    ended: &AtomicBool,
) -> Result<()> {
    let mut clients: HashMap<SocketAddr, Client> = HashMap::new();
    let mut buffer = vec![0; 2048];
    while !ended.load(Ordering::Relaxed) {
        if let Ok((size, from)) = socket.recv_from(&mut buffer) {
            let now = Instant::now();
            let number = seed + 2 * clients.len() as u64;
            let client = match clients.entry(from) {
                std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(Client::new(server, way, number, now)?)
                }
            };
            client.up.send(now, size + HEADERS, buffer[..size].to_vec());
        }
        let now = Instant::now();
        for (address, client) in &mut clients {
            client.turn(*address, socket, &mut buffer, now);
        }
    }
    Ok(())
}
