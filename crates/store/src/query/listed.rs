//! Statements about the list of those who count in a billing cycle.

use super::{Connection, Db};
use crate::Result;
use crate::column::At;
use crate::usage::{Counted, CountedCursor, CountedRow};
use domain::{AppId, CountBy, Date, Somebody, Timestamp};

pub(crate) async fn is_counted(
    db: &mut Connection,
    app: &AppId,
    cycle: Date,
    by: CountBy,
    who: &str,
) -> Result<bool> {
    let statement = match by {
        CountBy::Device => {
            "SELECT EXISTS (SELECT 1 FROM usage_devices WHERE app = $1 AND cycle = $2 AND device = $3)"
        }
        CountBy::Person => {
            "SELECT EXISTS (SELECT 1 FROM usage_people WHERE app = $1 AND cycle = $2 AND person = $3)"
        }
    };
    Ok(sqlx::query_scalar::<Db, bool>(statement)
        .bind(app.as_str())
        .bind(cycle)
        .bind(who)
        .fetch_one(db)
        .await?)
}

pub(crate) async fn page(
    db: &mut Connection,
    app: &AppId,
    cycle: Date,
    by: CountBy,
    after: Option<&CountedCursor>,
    limit: u32,
) -> Result<Vec<Counted>> {
    let statement = match by {
        CountBy::Device => {
            "SELECT c.device AS who, c.at, c.event, j.room, j.session, j.seq
             FROM usage_devices c LEFT JOIN journal j ON j.id = c.event
             WHERE c.app = $1 AND c.cycle = $2 AND (c.at, c.device) > ($3, $4)
             ORDER BY c.at, c.device LIMIT $5"
        }
        CountBy::Person => {
            "SELECT c.person AS who, c.at, c.event, j.room, j.session, j.seq
             FROM usage_people c LEFT JOIN journal j ON j.id = c.event
             WHERE c.app = $1 AND c.cycle = $2 AND (c.at, c.person) > ($3, $4)
             ORDER BY c.at, c.person LIMIT $5"
        }
    };
    // Nobody counts before the cycle begins, and everybody is behind the empty text.
    let (at, who) = match after {
        None => (Timestamp::start_of(cycle), String::new()),
        Some(CountedCursor { at, who }) => match (by, who) {
            (CountBy::Device, Somebody::Device(device)) => (*at, device.to_string()),
            (_, who) => (*at, who.to_string()),
        },
    };
    sqlx::query_as::<Db, CountedRow>(statement)
        .bind(app.as_str())
        .bind(cycle)
        .bind(At(at))
        .bind(who)
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?
        .into_iter()
        .map(|row| row.counted(by))
        .collect()
}
