//! Statements about who counts in a billing cycle.

use super::{Connection, Db};
use crate::Result;
use crate::column::{At, Id};
use crate::usage::{CycleDay, Device, Person};
use domain::{AppId, Date};

/// Stands behind the empty AppID, before everything that is kept.
const FIRST: Date = time::macros::date!(1970 - 01 - 01);

/// Functions about those who count: the same for devices and people, but for the texts.
macro_rules! those_who_count {
    ($row:ident by $who:ident: $count:ident = $insert:literal; $kept:ident = $select:literal;) => {
        pub(crate) async fn $count(db: &mut Connection, it: &$row) -> Result<bool> {
            let done = sqlx::query::<Db>($insert)
                .bind(it.app.as_str())
                .bind(it.cycle)
                .bind(it.$who.to_string())
                .bind(Id::from(it.event))
                .bind(At(it.at))
                .execute(db)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        pub(crate) async fn $kept(
            db: &mut Connection,
            after: Option<&$row>,
            limit: u32,
        ) -> Result<Vec<$row>> {
            let start = (String::new(), FIRST, String::new());
            let (app, cycle, who) = after.map_or(start, |it| {
                (it.app.to_string(), it.cycle, it.$who.to_string())
            });
            Ok(sqlx::query_as::<Db, $row>($select)
                .bind(app)
                .bind(cycle)
                .bind(who)
                .bind(i64::from(limit))
                .fetch_all(db)
                .await?)
        }
    };
}

those_who_count! {
    Device by device:
    count_device =
        "INSERT INTO usage_devices (app, cycle, device, event, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (app, cycle, device) DO NOTHING";
    kept_devices =
        "SELECT app, cycle, device, event, at FROM usage_devices
         WHERE (app, cycle, device) > ($1, $2, $3) ORDER BY app, cycle, device LIMIT $4";
}

those_who_count! {
    Person by person:
    count_person =
        "INSERT INTO usage_people (app, cycle, person, event, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (app, cycle, person) DO NOTHING";
    kept_people =
        "SELECT app, cycle, person, event, at FROM usage_people
         WHERE (app, cycle, person) > ($1, $2, $3) ORDER BY app, cycle, person LIMIT $4";
}

pub(crate) async fn add_to_cycle_day(db: &mut Connection, more: &CycleDay) -> Result<()> {
    sqlx::query::<Db>(
        "INSERT INTO usage_cycle_days (app, cycle, day, devices, people, device_at, person_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (app, cycle, day) DO UPDATE SET
            devices = usage_cycle_days.devices + excluded.devices,
            people = usage_cycle_days.people + excluded.people,
            device_at = CASE
                WHEN excluded.device_at IS NULL OR usage_cycle_days.device_at <= excluded.device_at
                THEN usage_cycle_days.device_at ELSE excluded.device_at END,
            person_at = CASE
                WHEN excluded.person_at IS NULL OR usage_cycle_days.person_at <= excluded.person_at
                THEN usage_cycle_days.person_at ELSE excluded.person_at END",
    )
    .bind(more.app.as_str())
    .bind(more.cycle)
    .bind(more.day)
    .bind(more.devices)
    .bind(more.people)
    .bind(more.device_at.map(At))
    .bind(more.person_at.map(At))
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn count(db: &mut Connection, app: &AppId, cycle: Date) -> Result<(i64, i64)> {
    Ok(sqlx::query_as::<Db, (i64, i64)>(
        "SELECT CAST(COALESCE(SUM(devices), 0) AS bigint), CAST(COALESCE(SUM(people), 0) AS bigint)
         FROM usage_cycle_days WHERE app = $1 AND cycle = $2",
    )
    .bind(app.as_str())
    .bind(cycle)
    .fetch_one(db)
    .await?)
}

pub(crate) async fn devices_by_day(
    db: &mut Connection,
    app: &AppId,
    cycle: Date,
) -> Result<Vec<(Date, i64)>> {
    Ok(sqlx::query_as::<Db, (Date, i64)>(
        "SELECT day, devices FROM usage_cycle_days
         WHERE app = $1 AND cycle = $2 AND devices > 0 ORDER BY day",
    )
    .bind(app.as_str())
    .bind(cycle)
    .fetch_all(db)
    .await?)
}

pub(crate) async fn all_cycle_days(db: &mut Connection) -> Result<Vec<CycleDay>> {
    Ok(sqlx::query_as::<Db, CycleDay>(
        "SELECT app, cycle, day, devices, people, device_at, person_at FROM usage_cycle_days
         ORDER BY app, cycle, day",
    )
    .fetch_all(db)
    .await?)
}
