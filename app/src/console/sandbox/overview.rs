//! Reads the sandbox's clock and what has happened by it.

use super::happened::HappenedRow;
use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SandboxPage {
    /// The live app has the real time.
    Live,
    /// The sandbox.
    Sandbox(Clock),
}

/// The clock and what has happened by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Clock {
    /// The sandbox's AppID.
    pub(super) app: String,
    /// Its present: "8 Apr 2026, 00:00 UTC".
    pub(super) now: String,
    /// The same day, for the field.
    pub(super) today: String,
    /// "23 days ahead of the real time".
    pub(super) ahead: String,
    /// The first day of the next cycle.
    pub(super) next_cycle: String,
    /// "25 of 25 monthly active users".
    pub(super) used: String,
    /// Why a device that was not there before would be turned away.
    pub(super) refusal: Option<String>,
    /// The newest first.
    pub(super) happened: Vec<HappenedRow>,
}

#[server(endpoint = "sandbox")]
pub(super) async fn load_sandbox() -> FormResult<SandboxPage> {
    use super::happened::sentence;
    use crate::console::refused::refused;
    use crate::state;
    use crate::ui::money::grouped;
    use billing::{Ask, gate};
    use store::apps::AppMode;

    let (app, session) = state::member()?;
    if session.mode == AppMode::Live {
        return Ok(SandboxPage::Live);
    }
    let service = &app.subscriptions;
    let overview = service.overview(&session.app).await.map_err(refused)?;
    let happened = service.timeline(&session.app).await.map_err(refused)?;
    let standing = &overview.standing;
    let refusal = gate(standing, overview.cap, Ask::Meeting)
        .and_then(|()| gate(standing, overview.cap, Ask::NewDevice))
        .err();
    Ok(SandboxPage::Sandbox(Clock {
        app: session.app.to_string(),
        now: Moment::from(overview.now).utc,
        today: overview.now.date().to_string(),
        ahead: words::ahead(overview.now.since(app.clock.now())),
        next_cycle: crate::ui::moment::long_day(standing.cycle.end),
        used: format!(
            "{} of {} monthly active users are used in this cycle.",
            grouped(standing.devices),
            grouped(standing.allowance),
        ),
        refusal: refusal.map(|refusal| refusal.sentence),
        happened: happened
            .iter()
            .map(|it| HappenedRow {
                at: it.at.into(),
                said: sentence(&it.what, service.catalogue()),
            })
            .collect(),
    }))
}

#[cfg(feature = "ssr")]
mod words {
    use std::time::Duration;

    /// How far a clock is ahead, to the hour below two days and to the day above.
    pub(super) fn ahead(by: Duration) -> String {
        let hours = (by.as_secs() + 1_800) / 3_600;
        match hours {
            0 => "The same as the real time".to_owned(),
            1 => "1 hour ahead of the real time".to_owned(),
            2..=47 => format!("{hours} hours ahead of the real time"),
            _ => format!("{} days ahead of the real time", hours / 24),
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::words::ahead;
    use std::time::Duration;

    #[test]
    fn how_far_a_clock_is_ahead_is_said_roughly() {
        let hours = |hours: u64| ahead(Duration::from_secs(hours * 3_600));
        assert_eq!(hours(0), "The same as the real time");
        assert_eq!(hours(24), "24 hours ahead of the real time");
        assert_eq!(hours(31 * 24), "31 days ahead of the real time");
    }
}
