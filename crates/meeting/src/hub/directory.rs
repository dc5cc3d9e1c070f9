//! Which rooms there are.

use super::LiveRoom;
use super::connection::Mail;
use super::reports::Reports;
use crate::room::ConnectionId;
use domain::{AppId, RoomName};
use sfu::api::RoomKey;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::mpsc;

/// How to reach a room's task.
#[derive(Clone)]
pub(crate) struct Handle {
    pub(crate) key: RoomKey,
    pub(crate) mail: mpsc::Sender<Mail>,
    pub(crate) lost: mpsc::UnboundedSender<ConnectionId>,
    pub(crate) reports: Arc<Reports>,
    pub(crate) live: Arc<Mutex<Option<LiveRoom>>>,
}

/// Rooms by name, and by the media plane's key.
#[derive(Default)]
pub(crate) struct Directory(Mutex<Rooms>);

#[derive(Default)]
struct Rooms {
    by_name: HashMap<(AppId, RoomName), RoomKey>,
    by_key: HashMap<RoomKey, Handle>,
    closed: bool,
}

impl Directory {
    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.0.lock().unwrap_or_else(|error| error.into_inner())
    }

    /// The room of this name, else the one that `start` makes; nothing once the directory is closed.
    pub(crate) fn get_or_insert(
        &self,
        app: &AppId,
        name: &RoomName,
        start: impl FnOnce() -> Handle,
    ) -> Option<Handle> {
        let mut rooms = self.rooms();
        if rooms.closed {
            return None;
        }
        let name = (app.clone(), name.clone());
        if let Some(handle) = rooms.by_name.get(&name).and_then(|key| rooms.by_key.get(key)) {
            return Some(handle.clone());
        }
        let handle = start();
        rooms.by_name.insert(name, handle.key);
        rooms.by_key.insert(handle.key, handle.clone());
        Some(handle)
    }

    pub(crate) fn by_name(&self, app: &AppId, name: &RoomName) -> Option<Handle> {
        let rooms = self.rooms();
        let key = rooms.by_name.get(&(app.clone(), name.clone()))?;
        rooms.by_key.get(key).cloned()
    }

    pub(crate) fn by_key(&self, key: RoomKey) -> Option<Handle> {
        self.rooms().by_key.get(&key).cloned()
    }

    /// Forgets a room that is over; a newer one of the same name stays.
    pub(crate) fn forget(&self, key: RoomKey) {
        let mut rooms = self.rooms();
        rooms.by_key.remove(&key);
        rooms.by_name.retain(|_, found| *found != key);
    }

    pub(crate) fn all(&self) -> Vec<Handle> {
        self.rooms().by_key.values().cloned().collect()
    }

    pub(crate) fn close(&self) {
        self.rooms().closed = true;
    }

    pub(crate) fn live(&self) -> Vec<LiveRoom> {
        let mut live: Vec<LiveRoom> = self
            .all()
            .iter()
            .filter_map(|handle| handle.live.lock().unwrap_or_else(|e| e.into_inner()).clone())
            .collect();
        live.sort_by_key(|room| room.since);
        live
    }
}
