//! After a crash: whoever was in a meeting is not in it any more, and the journal must say so.

use crate::Result;
use crate::catch_up::CALENDAR_MONTHS;
use crate::fold::Meetings;
use domain::{EventId, LeaveReason, MeetingEvent, MeetingFact, SessionId, Timestamp};
use sha2::{Digest as _, Sha256};
use store::Store;

/// What a recovery closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recovered {
    /// Meetings that were open.
    pub meetings: u64,
    /// Participants who were in them.
    pub participants: u64,
}

/// Closes the meetings that a crash left open: everybody leaves by `UnrecoverableError` and the room is
/// destroyed, at the moment when the server was last seen alive (`last_seen`, its last heartbeat) or at
/// the meeting's last event if that is later. To be called at start, before anybody can join, and only
/// if no other server holds meetings on this database.
///
/// Called again, or broken off and called again, it writes nothing twice: event ids are digests of the
/// meeting and the participant.
///
/// # Errors
/// [`crate::Error::Store`].
pub async fn recover(store: &Store, last_seen: Timestamp) -> Result<Recovered> {
    let mut recovered = Recovered::default();
    for open in store::journal::open_sessions(store).await? {
        let history = store::journal::of_session(store, &open.app, open.session).await?;
        let mut meetings = Meetings::default();
        let mut at = last_seen.max(open.since);
        for recorded in &history {
            meetings.apply(&recorded.event, CALENDAR_MONTHS);
            at = at.max(recorded.event.at);
        }
        let event = |about: &str, fact| MeetingEvent {
            id: derived(open.session, about),
            app: open.app.clone(),
            room: open.room.clone(),
            session: open.session,
            at,
            fact,
        };
        let mut events: Vec<MeetingEvent> = meetings
            .get(open.session)
            .into_iter()
            .flat_map(|open| open.present.keys())
            .map(|endpoint| {
                let fact = MeetingFact::ParticipantLeft {
                    endpoint: endpoint.clone(),
                    reason: LeaveReason::UnrecoverableError,
                };
                event(endpoint.as_str(), fact)
            })
            .collect();
        recovered.meetings += 1;
        recovered.participants += u64::try_from(events.len()).unwrap_or(0);
        events.push(event("room", MeetingFact::RoomDestroyed));
        store::journal::append(store, &events).await?;
    }
    Ok(recovered)
}

/// A name-based id (RFC 9562 §5.8, version 8).
fn derived(session: SessionId, about: &str) -> EventId {
    let mut digest = Sha256::new();
    digest.update(b"recovery");
    digest.update(session.0.as_bytes());
    digest.update(about.as_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    EventId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}
