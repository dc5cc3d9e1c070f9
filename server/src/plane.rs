//! What joins the meetings to the journal and to the media plane, which they do not know.

use crate::cli::Serve;
use crate::failure::Failure;
use crate::relay::Relay;
use domain::{MeetingEvent, MeetingFact};
use meeting::{BoxFuture, Journal, JournalError, MediaBusy, MediaPlane};
use sfu::api::{Command, Event, LegKey, LegTransport, RoomKey, Transport};
use sfu::{Config, Sfu, StartError};
use std::io::ErrorKind;
use std::net::IpAddr;
use std::sync::Arc;
use store::Store;
use subscriptions::Subscriptions;
use tokio::sync::Notify;
use tokio::sync::mpsc::Receiver;

/// What the system says of an address family that is switched off (EAFNOSUPPORT).
const NO_FAMILY: i32 = rustix::io::Errno::AFNOSUPPORT.raw_os_error();

/// The journal table; wakes metering after every append. Events of a sandbox whose clock is ahead are
/// written down with the time that its clock shows. Who leaves relays nothing any more.
pub(crate) struct StoreJournal {
    store: Store,
    subscriptions: Subscriptions,
    appended: Arc<Notify>,
    relay: Option<Relay>,
}

impl StoreJournal {
    pub(crate) const fn new(
        store: Store,
        subscriptions: Subscriptions,
        appended: Arc<Notify>,
        relay: Option<Relay>,
    ) -> Self {
        Self {
            store,
            subscriptions,
            appended,
            relay,
        }
    }

    /// Ends the relays of those who leave; again does no harm, where the journal could not be written.
    fn end_relays(&self, events: &[MeetingEvent]) {
        let Some(relay) = &self.relay else { return };
        for event in events {
            if let MeetingFact::ParticipantLeft { endpoint, .. } = &event.fact {
                relay.revoke(endpoint, event.at);
            }
        }
    }

    async fn write(&self, mut events: Vec<MeetingEvent>) -> Result<(), subscriptions::Error> {
        for event in &mut events {
            event.at = self.subscriptions.by_clock_of(&event.app, event.at).await?;
        }
        Ok(store::journal::append(&self.store, &events).await?)
    }
}

impl Journal for StoreJournal {
    fn append(&self, events: Vec<MeetingEvent>) -> BoxFuture<'_, Result<(), JournalError>> {
        self.end_relays(&events);
        Box::pin(async move {
            self.write(events)
                .await
                .map_err(|error| JournalError(error.to_string()))?;
            self.appended.notify_one();
            Ok(())
        })
    }
}

/// The media plane as meetings see it.
pub(crate) struct MediaAdapter(Sfu);

impl MediaAdapter {
    pub(crate) const fn new(sfu: Sfu) -> Self {
        Self(sfu)
    }
}

impl MediaPlane for MediaAdapter {
    fn prepare(&self, room: RoomKey, leg: LegKey) -> LegTransport {
        self.0.prepare(room, leg)
    }

    fn command(&self, command: Command) -> Result<(), MediaBusy> {
        self.0.command(command).map_err(|_| MediaBusy)
    }
}

/// The addresses that pages are told to send media to: the given ones, else the one we listen on, else all
/// of this machine's; of both families where we listen at the unspecified IPv6 address.
pub(crate) fn announced(options: &Serve) -> Vec<IpAddr> {
    if !options.media_address.is_empty() {
        return options.media_address.clone();
    }
    let listen = options.media_listen().ip();
    if !listen.is_unspecified() {
        return vec![listen];
    }
    let mut addresses: Vec<IpAddr> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .into_iter()
        .filter(|interface| !interface.is_link_local() && (listen.is_ipv6() || interface.ip().is_ipv4()))
        .map(|interface| interface.ip())
        .collect();
    // Loopback last: it serves only pages on this machine.
    addresses.sort_by_key(IpAddr::is_loopback);
    addresses
}

/// Starts the media threads.
pub(crate) fn start_sfu(options: &Serve) -> Result<(Sfu, Receiver<Event>), Failure> {
    let listen = options.media_listen();
    let announced = announced(options);
    if announced.is_empty() {
        return Err(Failure::sentence(
            "This machine has no address to announce for media. Give one with --media-address.",
        ));
    }
    let config = Config {
        listen,
        announced,
        shards: options.media_shards,
        tcp: !options.no_media_tcp,
        ..Config::default()
    };
    Sfu::start(&config).map_err(|error| explain(&error))
}

fn explain(error: &StartError) -> Failure {
    let StartError::Bind {
        transport,
        address,
        error,
    } = error
    else {
        return Failure::new("Media threads cannot start", error);
    };
    let (port, ip) = (address.port(), address.ip());
    let without = match transport {
        Transport::Udp => "",
        Transport::Tcp => ", or take media over UDP alone with --no-media-tcp",
    };
    match error.kind() {
        ErrorKind::AddrInUse => Failure::sentence(format!(
            "{transport} port {port} on {ip} is taken by another program. Stop it, or choose another port with --media-listen{without}."
        )),
        ErrorKind::PermissionDenied => Failure::sentence(format!(
            "This user may not use {transport} port {port} for media. Choose a port above 1023 with --media-listen, or grant CAP_NET_BIND_SERVICE."
        )),
        ErrorKind::AddrNotAvailable => Failure::sentence(format!(
            "{ip} is not an address of this machine, so media cannot be received there. Choose one with --media-listen."
        )),
        _ if ip.is_ipv6() && error.raw_os_error() == Some(NO_FAMILY) => Failure::sentence(format!(
            "This machine has no IPv6, so media cannot be received at {ip}. Choose an IPv4 address with --media-listen, as in 0.0.0.0:10000."
        )),
        _ => Failure::new(
            format!("{transport} port {port} on {ip} cannot be used for media"),
            error,
        ),
    }
}
