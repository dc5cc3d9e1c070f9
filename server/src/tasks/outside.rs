//! Has the media sockets ask a STUN server how they look from outside, where the operator names one.

use crate::relay::Relay;
use sfu::{Seen, Sfu};
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::lookup_host;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// More often than every two minutes: for so long at least a NAT keeps a mapping that nothing passes through
/// (RFC 4787 REQ-5).
const EVERY: Duration = Duration::from_secs(100);

/// Until `stop`.
pub(crate) async fn run(sfu: Sfu, relay: Option<Relay>, server: String, stop: CancellationToken) {
    let mut view = sfu.outside();
    let mut told = view.borrow_and_update().clone();
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {
                if let Some(Err(error)) = stop.run_until_cancelled(ask(&sfu, &server)).await {
                    tracing::warn!(%server, %error, "the STUN server cannot be asked; the next round will try again");
                }
            }
            changed = view.changed() => {
                if changed.is_err() {
                    return;
                }
                let seen = view.borrow_and_update().clone();
                for (thread, (before, now)) in told.iter().zip(&seen).enumerate() {
                    tell(thread, *before, *now, &server);
                }
                // Pages are told of it, so those that come by the relay must reach it too.
                if let Some(relay) = &relay {
                    relay.reach(seen.iter().filter_map(|seen| seen.address));
                }
                told = seen;
            }
        }
    }
}

/// Finds the server and has every media socket ask it.
pub(crate) async fn ask(sfu: &Sfu, server: &str) -> Result<(), Error> {
    let local = sfu.local_addresses();
    let local = local.first().ok_or(ErrorKind::NotFound)?;
    let server = choose(lookup_host(server).await?, *local)
        .ok_or_else(|| Error::other("it has no address of the kind that media listens at"))?;
    sfu.ask_outside(server).map_err(Error::other)
}

/// The address of the server that a socket at `local` reaches. Of both kinds it is the one of IPv4, where NAT
/// is the rule.
fn choose(addresses: impl Iterator<Item = SocketAddr>, local: SocketAddr) -> Option<SocketAddr> {
    let both = local.is_ipv6() && local.ip().is_unspecified();
    addresses
        .filter(|address| both || address.is_ipv4() == local.is_ipv4())
        .min_by_key(SocketAddr::is_ipv6)
}

fn tell(thread: usize, before: Seen, now: Seen, server: &str) {
    match now.address {
        Some(address) if before.address.is_none() => {
            tracing::info!(thread, %address, "media is seen at this address from outside; pages are told");
        }
        Some(address) if before.address != now.address => {
            tracing::warn!(
                thread, %address, before = ?before.address,
                "media is seen at another address from outside; pages that come from now on are told"
            );
        }
        _ => {}
    }
    if now.silent && !before.silent {
        tracing::warn!(
            thread,
            server,
            "the STUN server gave no usable answer; what was known stays"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_asked_at_an_address_that_the_socket_reaches() {
        let of = |text: &str| text.parse::<SocketAddr>().unwrap();
        let server = [of("[2001:db8::1]:3478"), of("192.0.2.1:3478")];
        let choose = |local| choose(server.into_iter(), of(local));
        assert_eq!(choose("0.0.0.0:1"), Some(server[1]));
        assert_eq!(choose("[2001:db8::2]:1"), Some(server[0]));
        assert_eq!(choose("[::]:1"), Some(server[1]));
        assert_eq!(super::choose([server[0]].into_iter(), of("127.0.0.1:1")), None);
    }
}
