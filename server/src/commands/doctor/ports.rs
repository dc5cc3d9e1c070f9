//! The ports must be free, or be served by this very program already.

use super::Check;
use crate::cli::Serve;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, UdpSocket};

pub(crate) fn check(options: &Serve) -> Vec<Check> {
    let pages = judge(
        "pages",
        "TCP",
        options.listen,
        TcpListener::bind(options.listen).map(drop),
        "--listen",
    );
    let media = options.media_sockets().into_iter().flat_map(|address| {
        let udp = UdpSocket::bind(address).map(drop);
        let udp = judge("media", "UDP", address, udp, "--media-listen");
        let tcp = (!options.no_media_tcp).then(|| TcpListener::bind(address).map(drop));
        let tcp = tcp.map(|bound| judge("media", "TCP", address, bound, "--media-listen"));
        [Some(udp), tcp].into_iter().flatten()
    });
    std::iter::once(pages).chain(media).collect()
}

/// What it means that a port could be had or not.
pub(super) fn judge(
    subject: &'static str,
    protocol: &str,
    address: SocketAddr,
    bound: std::io::Result<()>,
    option: &str,
) -> Check {
    match bound.map_err(|error| (error.kind(), error)) {
        Ok(()) => Check::good(subject, format!("{protocol} {address} is free.")),
        Err((ErrorKind::AddrInUse, _)) => Check::attention(
            subject,
            format!(
                "{protocol} {address} is taken. If Conclave is running, that is it; otherwise choose another with {option}."
            ),
        ),
        Err((ErrorKind::PermissionDenied, _)) => Check::bad(
            subject,
            format!(
                "{protocol} {address} may not be used by this user. Choose a port above 1023 with {option}, or grant CAP_NET_BIND_SERVICE."
            ),
        ),
        Err((ErrorKind::AddrNotAvailable, _)) => Check::bad(
            subject,
            format!("{address} is not an address of this machine. Choose one with {option}."),
        ),
        Err((_, error)) => Check::bad(subject, format!("{protocol} {address} cannot be used: {error}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Outcome;

    #[test]
    fn a_taken_port_is_told_with_the_option_that_changes_it() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let bound = TcpListener::bind(address).map(drop);
        let check = judge("pages", "TCP", address, bound, "--listen");
        assert_eq!(check.outcome, Outcome::Attention);
        assert!(check.finding.contains("--listen") && check.finding.contains("TCP"));
    }

    #[test]
    fn an_address_of_another_machine_is_refused() {
        let address = "192.0.2.1:9".parse().unwrap();
        assert_eq!(
            judge(
                "media",
                "UDP",
                address,
                UdpSocket::bind(address).map(drop),
                "--media-listen"
            )
            .outcome,
            Outcome::Bad
        );
    }
}
