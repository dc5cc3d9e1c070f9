//! Meetings that go on.

use crate::{Result, Usage};
use domain::{AppId, RoomName, SessionId, Timestamp};

/// A meeting with somebody in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveMeeting {
    /// The room.
    pub room: RoomName,
    /// The meeting instance.
    pub session: SessionId,
    /// When it began.
    pub since: Timestamp,
    /// Participants now.
    pub participants: u64,
}

impl Usage {
    /// The app's meetings that somebody is in, the oldest first, as far as the journal has been read.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn live(&self, app: &AppId) -> Result<Vec<LiveMeeting>> {
        let rows = store::usage::live(&self.store, app).await?;
        Ok(rows
            .into_iter()
            .map(|row| LiveMeeting {
                room: row.room,
                session: row.session,
                since: row.since,
                participants: u64::try_from(row.participants).unwrap_or(0),
            })
            .filter(|meeting| meeting.participants > 0)
            .collect())
    }
}
