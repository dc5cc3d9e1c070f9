//! One publisher to many subscribers, on any server.

use std::io::Result;

use super::client::Client;
use super::joining::{AUDIO_SLOTS, VIDEO_SLOTS, Who};
use super::plane::Plane;
use super::sender::Sends;
use super::session::Session;
use super::workers::Workers;

/// A room of a server that one publishes in and others watch.
pub(super) trait Call {
    /// The server's process.
    fn pid(&self) -> u32;
    /// Joins the publisher.
    fn publish(&mut self) -> Result<Client>;
    /// Joins somebody who watches the publisher.
    fn watch(&mut self) -> Result<Client>;
}

/// A room on our media server.
pub(super) struct Ours<'a> {
    plane: &'a mut Plane,
    room: u64,
    /// Numbers of its clients begin here.
    first: u64,
    joined: u64,
    receivers: u32,
}

impl<'a> Ours<'a> {
    /// Everybody has as many receivers for pictures as pages have, one of which carries something.
    pub(super) fn new(plane: &'a mut Plane, room: u64, first: u64) -> Self {
        Self {
            plane,
            room,
            first,
            joined: 0,
            receivers: VIDEO_SLOTS,
        }
    }

    /// The same with so many receivers.
    pub(super) fn with_receivers(self, receivers: u32) -> Self {
        Self { receivers, ..self }
    }

    fn join(&mut self, sends: Option<Sends>, shown: u32) -> Result<Client> {
        let leg = self.first + self.joined;
        self.joined += 1;
        self.plane.join(Who {
            room: self.room,
            leg,
            sends,
            audio_slots: AUDIO_SLOTS,
            video_slots: self.receivers,
            shown,
        })
    }
}

impl Call for Ours<'_> {
    fn pid(&self) -> u32 {
        self.plane.pid()
    }

    fn publish(&mut self) -> Result<Client> {
        self.join(Some(Sends::Camera), 0)
    }

    fn watch(&mut self) -> Result<Client> {
        let client = self.join(None, 1)?;
        let leg = self.first + self.joined - 1;
        self.plane.show(leg, 0, self.first)?;
        Ok(client)
    }
}

/// Connects a publisher, and when he has sent for a while the watchers, so that the memory of his packets is
/// not taken for theirs.
pub(super) fn connect(call: &mut dyn Call, watchers: usize, rate: u64) -> Result<Session> {
    let mut session = Session::new(Workers::start()?, call.pid(), watchers);
    let publisher = call.publish()?;
    session.workers().lead(publisher);
    session.connect(1)?;
    session.fill(rate);
    for _ in 0..watchers {
        let watcher = call.watch()?;
        session.workers().add(watcher);
    }
    session.connect(1 + watchers)?;
    Ok(session)
}
