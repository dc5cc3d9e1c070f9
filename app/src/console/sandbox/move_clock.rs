//! Moves the sandbox's clock.

use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// Where an erased sandbox is left for.
pub(super) const AFTER_THE_END: &str = "/console?erased";

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Moved {
    /// It shows a later moment.
    Ahead,
    /// A cancelled subscription ended on the way, and the sandbox with it.
    Erased,
}

/// `by` is `day`, `week`, `cycle` or `month`; else the clock is moved to the day `to`.
#[server(endpoint = "sandbox-move")]
pub(super) async fn move_clock(
    app: String,
    #[server(default)] by: String,
    #[server(default)] to: String,
) -> FormResult<Moved> {
    use crate::console::refused::refused;
    use crate::state;

    let (services, session) = state::answer(state::owner_of(&app))?;
    let service = &services.subscriptions;
    let before = service.now(&session.app).await.map_err(refused)?;
    let Some(target) = target::of(service, &session.app, before, &by, &to).await? else {
        let why = "Choose a day, as in 2026-04-08.";
        return state::answer(Err(FormError::field("to", why).keep("to", &to)));
    };
    if let Err(error) = service.move_clock(&session.app, target).await {
        let refusal = match (error, by.is_empty()) {
            (error @ subscriptions::Error::Clock, true) => {
                let why = crate::site::trouble::sentence(&error.to_string());
                FormError::field("to", why).keep("to", &to)
            }
            (error, _) => refused(error),
        };
        return state::answer(Err(refusal));
    }
    if service.is_erased(&session.app).await.map_err(refused)? {
        if state::is_plain_post() {
            state::go(AFTER_THE_END);
        }
        return Ok(Moved::Erased);
    }
    state::go(&format!("/console/sandbox?since={before}"));
    Ok(Moved::Ahead)
}

#[cfg(feature = "ssr")]
mod target {
    use crate::console::refused::refused;
    use crate::ui::form::FormResult;
    use domain::{AppId, Cycle, Timestamp};
    use std::time::Duration;
    use subscriptions::Subscriptions;

    const DAY: Duration = Duration::from_secs(24 * 3_600);

    /// The moment that is meant; none if no day can be read.
    pub(super) async fn of(
        service: &Subscriptions,
        app: &AppId,
        now: Timestamp,
        by: &str,
        to: &str,
    ) -> FormResult<Option<Timestamp>> {
        Ok(match by {
            "day" => Some(now.plus(DAY)),
            "week" => Some(now.plus(DAY * 7)),
            "month" => Some(month_after(now)),
            "cycle" => {
                let overview = service.overview(app).await.map_err(refused)?;
                Some(Timestamp::start_of(overview.standing.cycle.end))
            }
            _ => format!("{}T00:00:00Z", to.trim()).parse().ok(),
        })
    }

    /// The same time on the same day of the next month, or on its last day.
    pub(super) fn month_after(now: Timestamp) -> Timestamp {
        let today = now.date();
        let time_of_day = now.since(Timestamp::start_of(today));
        Timestamp::start_of(Cycle::containing(today, today).end).plus(time_of_day)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::target::month_after;

    #[test]
    fn a_month_later_is_the_same_day() {
        let after = |text: &str| month_after(text.parse().unwrap()).to_string();
        assert_eq!(after("2026-03-08T09:30:00Z"), "2026-04-08T09:30:00Z");
        assert_eq!(after("2026-01-31T09:30:00Z"), "2026-02-28T09:30:00Z");
        assert_eq!(after("2026-12-31T00:00:00Z"), "2027-01-31T00:00:00Z");
    }
}
