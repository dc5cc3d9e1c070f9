//! TCP connections in memory.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Result, Write};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use sfu::core::{Connections, Output, Route};

use super::world::Over;

/// The page's end of a connection.
#[derive(Debug, Clone)]
pub(crate) struct Wire(Rc<RefCell<Ends>>);

#[derive(Debug)]
struct Ends {
    to_server: VecDeque<u8>,
    to_page: VecDeque<u8>,
    /// Bytes to the page that fit in before the page reads.
    room: usize,
    closed: bool,
    closed_by_server: bool,
}

/// The server's end; it closes when it is dropped.
#[derive(Debug)]
pub(crate) struct ServerEnd(Rc<RefCell<Ends>>);

impl Drop for ServerEnd {
    fn drop(&mut self) {
        self.0.borrow_mut().closed_by_server = true;
    }
}

impl Wire {
    /// Whether the server has closed it.
    pub(crate) fn is_closed(&self) -> bool {
        self.0.borrow().closed_by_server
    }

    /// From now on only so many bytes fit in.
    pub(crate) fn narrow(&self, room: usize) {
        self.0.borrow_mut().room = room;
    }

    /// The complete frames that the page finds.
    fn frames(&self) -> Vec<Vec<u8>> {
        let mut ends = self.0.borrow_mut();
        let (mut frames, mut at) = (Vec::new(), 0);
        let bytes = ends.to_page.make_contiguous();
        while let Some(head) = bytes.get(at..at + 2) {
            let length = usize::from(u16::from_be_bytes([head[0], head[1]]));
            let Some(frame) = bytes.get(at + 2..at + 2 + length) else {
                break;
            };
            frames.push(frame.to_vec());
            at += 2 + length;
        }
        ends.to_page.drain(..at);
        frames
    }
}

impl Read for ServerEnd {
    fn read(&mut self, bytes: &mut [u8]) -> Result<usize> {
        let mut ends = self.0.borrow_mut();
        if ends.to_server.is_empty() && !ends.closed {
            return Err(ErrorKind::WouldBlock.into());
        }
        ends.to_server.read(bytes)
    }
}

impl Write for ServerEnd {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let mut ends = self.0.borrow_mut();
        let count = bytes.len().min(ends.room);
        if count == 0 {
            return Err(ErrorKind::WouldBlock.into());
        }
        ends.room -= count;
        ends.to_page.write(&bytes[..count])
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// The connections of a world.
#[derive(Default)]
pub(crate) struct Streams {
    pub(crate) connections: Connections<ServerEnd>,
    wires: Vec<(Route, Wire)>,
}

/// A datagram in its frame.
pub(crate) fn frame(datagram: &[u8]) -> Vec<u8> {
    [&(datagram.len() as u16).to_be_bytes(), datagram].concat()
}

impl<const SHARDS: usize> Over<SHARDS> {
    /// Somebody connects; `None` if the server does not want that.
    pub(crate) fn connect(&mut self, remote: SocketAddr) -> Option<(Route, Wire)> {
        let wire = Wire(Rc::new(RefCell::new(Ends {
            to_server: VecDeque::new(),
            to_page: VecDeque::new(),
            room: usize::MAX,
            closed: false,
            closed_by_server: false,
        })));
        let connections = &mut self.streams.connections;
        let (connection, _) = connections.open(ServerEnd(Rc::clone(&wire.0)), remote, self.now)?;
        let route = Route::Tcp { connection, remote };
        self.streams.wires.push((route, wire.clone()));
        Some((route, wire))
    }

    /// A page leaves its present way for a connection of its own, which it nominates.
    pub(crate) fn move_to_tcp(&mut self, leg: u64) -> (Route, Wire) {
        let remote = self.peer(leg).address.remote();
        let connected = self.connect(remote).expect("a connection");
        self.peer(leg).address = connected.0;
        self.check(leg, true);
        connected
    }

    /// Bytes come on a connection.
    pub(crate) fn bytes(&mut self, route: Route, bytes: &[u8]) {
        let Route::Tcp { connection, .. } = route else {
            panic!("{route:?} is no connection");
        };
        let Some(wire) = self.wire(route) else { return };
        wire.0.borrow_mut().to_server.extend(bytes);
        loop {
            let mut out = Output::default();
            let streams = &mut self.streams.connections;
            streams.receive(connection, &mut self.shard, self.now, &mut out);
            streams.settle(&mut self.shard);
            self.deliver(&mut out);
            let ends = wire.0.borrow();
            if ends.to_server.is_empty() || ends.closed_by_server {
                return;
            }
        }
    }

    /// The page closes its end.
    pub(crate) fn hang_up(&mut self, route: Route) {
        if let Some(wire) = self.wire(route) {
            wire.0.borrow_mut().closed = true;
        }
        self.bytes(route, &[]);
    }

    /// There is room on a connection again, and the system says so.
    pub(crate) fn widen(&mut self, route: Route, wire: &Wire) {
        wire.narrow(usize::MAX);
        if let Route::Tcp { connection, .. } = route {
            self.streams.connections.write(connection, |_, _, _| {});
        }
        self.deliver(&mut Output::default());
    }

    /// Time passes, and old connections are looked after.
    pub(crate) fn expire_after(&mut self, time: Duration) {
        self.advance(time);
        self.streams.connections.expire(&self.shard, self.now);
        self.streams.connections.settle(&mut self.shard);
    }

    /// What has come for pages on connections.
    pub(crate) fn frames(&mut self) -> Vec<(Route, Vec<u8>)> {
        self.streams.wires.retain(|(_, wire)| !wire.is_closed());
        let wires = self.streams.wires.iter();
        wires
            .flat_map(|(route, wire)| wire.frames().into_iter().map(|frame| (*route, frame)))
            .collect()
    }

    fn wire(&self, route: Route) -> Option<Wire> {
        let found = self.streams.wires.iter().find(|(known, _)| *known == route);
        found.map(|(_, wire)| wire.clone())
    }
}
