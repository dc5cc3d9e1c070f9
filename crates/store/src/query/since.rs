//! Statements about how many first counted between two moments.

use super::{Connection, Db};
use crate::Result;
use crate::column::At;
use crate::usage::since::{Stretches, Sums};
use crate::usage::{CycleDay, NewSince};
use domain::{AppId, CountBy, Date, Timestamp};

pub(crate) async fn new_since(
    db: &mut Connection,
    app: &AppId,
    by: CountBy,
    boundaries: &[Timestamp],
) -> Result<Vec<NewSince>> {
    let stretches = Stretches::new(boundaries);
    let mut sums = Sums::default();
    for CycleDay {
        cycle,
        day,
        devices,
        people,
        device_at,
        person_at,
        ..
    } in cycle_days(db, app).await?
    {
        let (count, at) = match by {
            CountBy::Device => (devices, device_at),
            CountBy::Person => (people, person_at),
        };
        let pieces = if count > 0 {
            stretches.pieces(day)
        } else {
            Vec::new()
        };
        let mut found = vec![(count, at)];
        if !pieces.is_empty() {
            found.clear();
            for (from, to) in pieces {
                found.push(between(db, app, cycle, by, from, to).await?);
            }
        }
        for (count, at) in found {
            if let (Ok(count @ 1..), Some(at)) = (u64::try_from(count), at) {
                sums.add(stretches.of(at), NewSince { cycle, at, count });
            }
        }
    }
    Ok(sums.into_inner())
}

async fn cycle_days(db: &mut Connection, app: &AppId) -> Result<Vec<CycleDay>> {
    Ok(sqlx::query_as::<Db, CycleDay>(
        "SELECT app, cycle, day, devices, people, device_at, person_at FROM usage_cycle_days
         WHERE app = $1 ORDER BY cycle, day",
    )
    .bind(app.as_str())
    .fetch_all(db)
    .await?)
}

/// How many first counted in `[from, to)`, and the earliest moment.
async fn between(
    db: &mut Connection,
    app: &AppId,
    cycle: Date,
    by: CountBy,
    from: Timestamp,
    to: Timestamp,
) -> Result<(i64, Option<Timestamp>)> {
    let statement = match by {
        CountBy::Device => {
            "SELECT COUNT(*), MIN(at) FROM usage_devices
             WHERE app = $1 AND cycle = $2 AND at >= $3 AND at < $4"
        }
        CountBy::Person => {
            "SELECT COUNT(*), MIN(at) FROM usage_people
             WHERE app = $1 AND cycle = $2 AND at >= $3 AND at < $4"
        }
    };
    let (count, at) = sqlx::query_as::<Db, (i64, Option<At>)>(statement)
        .bind(app.as_str())
        .bind(cycle)
        .bind(At(from))
        .bind(At(to))
        .fetch_one(db)
        .await?;
    Ok((count, at.map(Timestamp::from)))
}
