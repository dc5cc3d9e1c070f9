//! A whole server and several clients, one of which has an allocation: the bytes say who says what and when.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use domain::{Random, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::page::{bare, nonce_in, signed};
use crate::{Action, Client, Limits, Moment, Peers, RelayId, Relays, Rules, Server, Transport};

const ALLOCATE: u16 = 0x0003;
/// Requests that follow an allocation.
const LATER: [u16; 3] = [0x0004, 0x0008, 0x0009];
/// REQUESTED-TRANSPORT: UDP.
const OVER_UDP: [u8; 8] = [0, 0x19, 0, 4, 17, 0, 0, 0];
const LIMITS: Limits = Limits {
    allocations: 4,
    allocations_per_endpoint: 3,
    allocations_per_address: 3,
    permissions: 4,
    channels: 4,
    bytes_per_second: 100_000,
    bytes_per_second_of_endpoint: 150_000,
    connections: 8,
    connections_per_address: 8,
    strangers: 8,
    strangers_per_address: 8,
};

#[derive(Default)]
struct Sockets(BTreeSet<RelayId>);

impl Relays for Sockets {
    fn open(&mut self, relay: RelayId, v6: bool) -> Option<SocketAddr> {
        assert!(!v6 && self.0.insert(relay), "opened once");
        Some(SocketAddr::from(([9, 9, 9, 9], 50_000 + relay.0 as u16 % 1000)))
    }

    fn close(&mut self, relay: RelayId) {
        assert!(self.0.remove(&relay), "closed once");
    }

    fn serves(&self, v6: bool) -> bool {
        !v6
    }
}

/// Steps of one byte that says what, one that says who, one of length, and so many bytes.
pub(super) fn any(bytes: &[u8]) {
    let start = Instant::now();
    let mut now = Moment {
        instant: start,
        time: Timestamp::from_seconds(1_800_000_000),
    };
    let rules = Rules {
        peers: Peers::new((0..4).map(peer)),
        limits: LIMITS,
        valid: Duration::from_secs(3600),
    };
    let mut server = Server::new(rules, &Random::new(StdRng::seed_from_u64(1)), start);
    let mut sockets = Sockets::default();
    let pages = ["ann", "bob"].map(|endpoint| server.issue(endpoint, now.time));
    let mut nonce = challenge(&mut server, now, &mut sockets);
    let mut rest = bytes;
    for _ in 0..256 {
        let Some(([what, who, length], after)) = rest.split_first_chunk::<3>() else {
            break;
        };
        let said;
        (said, rest) = after.split_at(after.len().min(usize::from(*length)));
        let page = client(*who);
        let credential = &pages[usize::from(who >> 4) % 2];
        let sign = |kind, attributes: &[u8]| signed(kind, attributes, credential, &nonce);
        let packet = match what % 8 {
            0 | 1 => said.to_vec(),
            2 => sign(ALLOCATE, &OVER_UDP),
            3 => sign(ALLOCATE, said),
            4 => sign(LATER[usize::from(what >> 3) % LATER.len()], said),
            5 => {
                now.instant += Duration::from_secs(u64::from(*length));
                now.time = now.time.plus(Duration::from_secs(u64::from(*length)));
                server.tick(now.instant, &mut sockets);
                nonce = challenge(&mut server, now, &mut sockets);
                continue;
            }
            6 => {
                server.gone(page, &mut sockets);
                assert!(!server.has_allocation(page));
                continue;
            }
            _ => {
                if let Some(relay) = sockets.0.iter().nth(usize::from(*who) % 4).copied() {
                    let peer = peer(who & 7);
                    let forwarded = server.from_peer(now, relay, peer, said);
                    assert!(forwarded.is_none_or(|(client, _)| server.has_allocation(client)));
                }
                continue;
            }
        };
        match server.from_client(now, page, &packet, &mut sockets) {
            Action::Nothing => {}
            Action::Reply(reply) => {
                assert!(reply.len() <= packet.len() + 200, "nobody is flooded through us");
            }
            Action::Relay { relay, data, .. } => {
                assert!(server.has_allocation(page) && sockets.0.contains(&relay));
                assert!(data.len() < packet.len());
            }
        }
        assert!(sockets.0.len() <= LIMITS.allocations);
        assert_eq!(sockets.0.len() as u64, server.stats().allocations);
    }
}

fn client(who: u8) -> Client {
    Client {
        transport: [Transport::Udp, Transport::Tcp, Transport::Tls][usize::from(who >> 2) % 3],
        address: SocketAddr::from(([192, 0, 2, who & 3], 5000)),
    }
}

/// The media plane has the first four of these.
fn peer(who: u8) -> SocketAddr {
    SocketAddr::from(([8, 8, 8, who], 4000))
}

/// The nonce that a client is given who shows no credential.
fn challenge(server: &mut Server, now: Moment, sockets: &mut Sockets) -> Vec<u8> {
    let somebody = Client {
        transport: Transport::Tcp,
        address: SocketAddr::from(([203, 0, 113, 1], 1)),
    };
    match server.from_client(now, somebody, &bare(ALLOCATE, &OVER_UDP), sockets) {
        Action::Reply(refusal) => nonce_in(&refusal).unwrap_or_default(),
        _ => Vec::new(),
    }
}
