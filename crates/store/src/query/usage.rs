//! Statements about usage.

use super::{Connection, Db};
use crate::Result;
use crate::column::{At, Id};
use crate::usage::{DayRow, LiveCount, LiveSession, Milestones, Present};
use domain::{AppId, Date, EndpointId, SessionId};

pub(crate) async fn add_to_day(db: &mut Connection, more: &DayRow) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO usage_days (app, day, meetings, participants, embedded, seconds)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (app, day) DO UPDATE SET
            meetings = usage_days.meetings + $3,
            participants = usage_days.participants + $4,
            embedded = usage_days.embedded + $5,
            seconds = usage_days.seconds + $6",
    )
    .bind(more.app.as_str())
    .bind(more.day)
    .bind(more.meetings)
    .bind(more.participants)
    .bind(more.embedded)
    .bind(more.seconds)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn open(db: &mut Connection, live: &LiveSession) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO usage_sessions (session, app, room, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (session) DO NOTHING",
    )
    .bind(Id::from(live.session))
    .bind(live.app.as_str())
    .bind(live.room.as_str())
    .bind(At(live.since))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn close(db: &mut Connection, session: SessionId) -> Result<()> {
    sqlx::query::<Db>("DELETE FROM usage_sessions WHERE session = $1")
        .bind(Id::from(session))
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn arrive(db: &mut Connection, present: &Present) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO usage_present (session, endpoint, joined_at) VALUES ($1, $2, $3)
         ON CONFLICT (session, endpoint) DO NOTHING",
    )
    .bind(Id::from(present.session))
    .bind(present.endpoint.as_str())
    .bind(At(present.joined_at))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn depart(db: &mut Connection, session: SessionId, endpoint: &EndpointId) -> Result<()> {
    sqlx::query::<Db>("DELETE FROM usage_present WHERE session = $1 AND endpoint = $2")
        .bind(Id::from(session))
        .bind(endpoint.as_str())
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn session(db: &mut Connection, session: SessionId) -> Result<Option<LiveSession>> {
    Ok(sqlx::query_as::<Db, LiveSession>(
        "SELECT session, app, room, since FROM usage_sessions WHERE session = $1",
    )
    .bind(Id::from(session))
    .fetch_optional(db)
    .await?)
}

pub(crate) async fn present(db: &mut Connection, session: SessionId) -> Result<Vec<Present>> {
    Ok(sqlx::query_as::<Db, Present>(
        "SELECT session, endpoint, joined_at FROM usage_present WHERE session = $1
         ORDER BY endpoint",
    )
    .bind(Id::from(session))
    .fetch_all(db)
    .await?)
}

pub(crate) async fn days(db: &mut Connection, app: &AppId, from: Date, to: Date) -> Result<Vec<DayRow>> {
    Ok(sqlx::query_as::<Db, DayRow>(
        "SELECT app, day, meetings, participants, embedded, seconds FROM usage_days
         WHERE app = $1 AND day BETWEEN $2 AND $3 ORDER BY day",
    )
    .bind(app.as_str())
    .bind(from)
    .bind(to)
    .fetch_all(db)
    .await?)
}

pub(crate) async fn milestones(db: &mut Connection, app: &AppId) -> Result<Milestones> {
    Ok(sqlx::query_as::<Db, Milestones>(
        "SELECT
            EXISTS (SELECT 1 FROM usage_days WHERE app = $1 AND participants > 0) AS joined,
            EXISTS (SELECT 1 FROM usage_cycle_days WHERE app = $1 AND devices > 0) AS met,
            EXISTS (SELECT 1 FROM usage_days WHERE app = $1 AND embedded > 0) AS embedded",
    )
    .bind(app.as_str())
    .fetch_one(db)
    .await?)
}

pub(crate) async fn live(db: &mut Connection, app: &AppId) -> Result<Vec<LiveCount>> {
    Ok(sqlx::query_as::<Db, LiveCount>(
        "SELECT s.session, s.room, s.since, COUNT(p.endpoint) AS participants
         FROM usage_sessions s LEFT JOIN usage_present p ON p.session = s.session
         WHERE s.app = $1 GROUP BY s.session, s.room, s.since ORDER BY s.since, s.session",
    )
    .bind(app.as_str())
    .fetch_all(db)
    .await?)
}

pub(crate) async fn all_days(db: &mut Connection) -> Result<Vec<DayRow>> {
    Ok(sqlx::query_as::<Db, DayRow>(
        "SELECT app, day, meetings, participants, embedded, seconds FROM usage_days ORDER BY app, day",
    )
    .fetch_all(db)
    .await?)
}

pub(crate) async fn all_sessions(db: &mut Connection) -> Result<Vec<LiveSession>> {
    Ok(sqlx::query_as::<Db, LiveSession>(
        "SELECT session, app, room, since FROM usage_sessions ORDER BY session",
    )
    .fetch_all(db)
    .await?)
}

pub(crate) async fn all_present(db: &mut Connection) -> Result<Vec<Present>> {
    Ok(sqlx::query_as::<Db, Present>(
        "SELECT session, endpoint, joined_at FROM usage_present ORDER BY session, endpoint",
    )
    .fetch_all(db)
    .await?)
}
