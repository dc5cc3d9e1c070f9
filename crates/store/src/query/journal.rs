//! Statements about the journal.

use super::{Connection, Db};
use crate::column::{At, Id};
use crate::journal::{OpenSession, Recorded, Row};
use crate::{Error, Result};
use domain::{AppId, EventId, MeetingEvent, MeetingFact, SessionId};
use sqlx::QueryBuilder;
use std::collections::HashSet;

/// Rows in one statement; eight values each stay far below what either database binds.
const ROWS: usize = 500;

pub(crate) async fn append(db: &mut Connection, events: &[&MeetingEvent]) -> Result<()> {
    let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
    // Locks the head until the commit, so numbers become visible in their order.
    let head =
        sqlx::query_scalar::<Db, i64>("UPDATE journal_head SET seq = seq + $1 WHERE one = 1 RETURNING seq")
            .bind(count)
            .fetch_one(&mut *db)
            .await?;
    let mut seq = head - count;
    for chunk in events.chunks(ROWS) {
        let rows = chunk
            .iter()
            .map(|event| {
                seq += 1;
                Ok((seq, *event, fact(event)?))
            })
            .collect::<Result<Vec<_>>>()?;
        let mut statement =
            QueryBuilder::<Db>::new("INSERT INTO journal (seq, id, app, room, session, at, kind, fact) ");
        statement.push_values(&rows, |mut row, (seq, event, fact)| {
            row.push_bind(*seq)
                .push_bind(Id::from(event.id))
                .push_bind(event.app.as_str())
                .push_bind(event.room.as_str())
                .push_bind(Id::from(event.session))
                .push_bind(At(event.at))
                .push_bind(kind(&event.fact))
                .push_bind(fact.as_str());
        });
        statement.push(" ON CONFLICT (id) DO NOTHING RETURNING id");
        let mut news: HashSet<EventId> = statement
            .build_query_scalar::<Id>()
            .fetch_all(&mut *db)
            .await?
            .into_iter()
            .map(EventId::from)
            .collect();
        for event in chunk {
            // Removing, so that a repetition within this very call is no news either.
            if news.remove(&event.id) {
                keep_open_sessions(db, event).await?;
            }
        }
    }
    Ok(())
}

async fn keep_open_sessions(db: &mut Connection, event: &MeetingEvent) -> Result<()> {
    match event.fact {
        MeetingFact::RoomCreated => {
            sqlx::query::<Db>(
                "INSERT INTO open_sessions (session, app, room, since) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (session) DO NOTHING",
            )
            .bind(Id::from(event.session))
            .bind(event.app.as_str())
            .bind(event.room.as_str())
            .bind(At(event.at))
            .execute(db)
            .await?;
        }
        MeetingFact::RoomDestroyed => {
            sqlx::query::<Db>("DELETE FROM open_sessions WHERE session = $1 AND app = $2")
                .bind(Id::from(event.session))
                .bind(event.app.as_str())
                .execute(db)
                .await?;
        }
        MeetingFact::ParticipantJoined { .. }
        | MeetingFact::ParticipantLeft { .. }
        | MeetingFact::Usage { .. }
        | MeetingFact::ConnectionStats { .. } => {}
    }
    Ok(())
}

/// JSON as text, not `jsonb`: a name may hold any character, and `jsonb` refuses U+0000.
fn fact(event: &MeetingEvent) -> Result<String> {
    serde_json::to_string(&event.fact).map_err(|e| Error::Other(e.to_string()))
}

fn kind(fact: &MeetingFact) -> &'static str {
    match fact {
        MeetingFact::RoomCreated => "room_created",
        MeetingFact::RoomDestroyed => "room_destroyed",
        MeetingFact::ParticipantJoined { .. } => "participant_joined",
        MeetingFact::ParticipantLeft { .. } => "participant_left",
        MeetingFact::Usage { .. } => "usage",
        MeetingFact::ConnectionStats { .. } => "connection_stats",
    }
}

pub(crate) async fn head(db: &mut Connection) -> Result<i64> {
    Ok(
        sqlx::query_scalar::<Db, i64>("SELECT seq FROM journal_head WHERE one = 1")
            .fetch_one(db)
            .await?,
    )
}

pub(crate) async fn read_after(db: &mut Connection, seq: i64, limit: u32) -> Result<Vec<Recorded>> {
    sqlx::query_as::<Db, Row>(
        "SELECT seq, id, app, room, session, at, fact FROM journal WHERE seq > $1
         ORDER BY seq LIMIT $2",
    )
    .bind(seq)
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?
    .into_iter()
    .map(Recorded::try_from)
    .collect()
}

pub(crate) async fn find(db: &mut Connection, app: &AppId, event: EventId) -> Result<Option<Recorded>> {
    sqlx::query_as::<Db, Row>(
        "SELECT seq, id, app, room, session, at, fact FROM journal WHERE id = $1 AND app = $2",
    )
    .bind(Id::from(event))
    .bind(app.as_str())
    .fetch_optional(db)
    .await?
    .map(Recorded::try_from)
    .transpose()
}

pub(crate) async fn of_session(
    db: &mut Connection,
    app: &AppId,
    session: SessionId,
) -> Result<Vec<Recorded>> {
    sqlx::query_as::<Db, Row>(
        "SELECT seq, id, app, room, session, at, fact FROM journal
         WHERE app = $1 AND session = $2 ORDER BY seq",
    )
    .bind(app.as_str())
    .bind(Id::from(session))
    .fetch_all(db)
    .await?
    .into_iter()
    .map(Recorded::try_from)
    .collect()
}

pub(crate) async fn of_app_after(
    db: &mut Connection,
    app: &AppId,
    seq: i64,
    limit: u32,
) -> Result<Vec<Recorded>> {
    sqlx::query_as::<Db, Row>(
        "SELECT seq, id, app, room, session, at, fact FROM journal
         WHERE app = $1 AND seq > $2 ORDER BY seq LIMIT $3",
    )
    .bind(app.as_str())
    .bind(seq)
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?
    .into_iter()
    .map(Recorded::try_from)
    .collect()
}

pub(crate) async fn open_sessions(db: &mut Connection) -> Result<Vec<OpenSession>> {
    Ok(sqlx::query_as::<Db, OpenSession>(
        "SELECT app, room, session, since FROM open_sessions ORDER BY since, session",
    )
    .fetch_all(db)
    .await?)
}

pub(crate) async fn open_sessions_of(db: &mut Connection, app: &AppId) -> Result<Vec<OpenSession>> {
    Ok(sqlx::query_as::<Db, OpenSession>(
        "SELECT app, room, session, since FROM open_sessions WHERE app = $1
         ORDER BY since, session",
    )
    .bind(app.as_str())
    .fetch_all(db)
    .await?)
}

pub(crate) async fn cursor(db: &mut Connection, reader: &str) -> Result<i64> {
    Ok(
        sqlx::query_scalar::<Db, i64>("SELECT seq FROM journal_cursors WHERE reader = $1")
            .bind(reader)
            .fetch_optional(db)
            .await?
            .unwrap_or(0),
    )
}

pub(crate) async fn lock_cursor(db: &mut Connection, reader: &str) -> Result<i64> {
    Ok(sqlx::query_scalar::<Db, i64>(
        "INSERT INTO journal_cursors (reader, seq) VALUES ($1, 0)
         ON CONFLICT (reader) DO UPDATE SET seq = journal_cursors.seq RETURNING seq",
    )
    .bind(reader)
    .fetch_one(db)
    .await?)
}

pub(crate) async fn move_cursor(db: &mut Connection, reader: &str, seq: i64) -> Result<()> {
    sqlx::query::<Db>("UPDATE journal_cursors SET seq = $2 WHERE reader = $1")
        .bind(reader)
        .bind(seq)
        .execute(db)
        .await?;
    Ok(())
}
