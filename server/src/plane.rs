//! What joins the meetings to the journal and to the media plane, which they do not know.

use crate::cli::Serve;
use crate::failure::Failure;
use domain::MeetingEvent;
use meeting::{BoxFuture, Journal, JournalError, MediaBusy, MediaPlane};
use sfu::api::{Command, Event, LegKey, LegTransport, RoomKey};
use sfu::{Config, Sfu};
use std::io::ErrorKind;
use std::net::IpAddr;
use std::sync::Arc;
use store::Store;
use subscriptions::Subscriptions;
use tokio::sync::Notify;
use tokio::sync::mpsc::Receiver;

/// The journal table; wakes metering after every append. Events of a sandbox whose clock is ahead are
/// written down with the time that its clock shows.
pub(crate) struct StoreJournal {
    store: Store,
    subscriptions: Subscriptions,
    appended: Arc<Notify>,
}

impl StoreJournal {
    pub(crate) const fn new(store: Store, subscriptions: Subscriptions, appended: Arc<Notify>) -> Self {
        Self {
            store,
            subscriptions,
            appended,
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
/// of this machine's.
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
    };
    Sfu::start(&config).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Failure::sentence(format!(
            "UDP port {} on {} is taken by another program. Stop it, or choose another port with --media-listen.",
            listen.port(),
            listen.ip()
        )),
        _ => Failure::new(format!("{listen} cannot be used for media"), &error),
    })
}
