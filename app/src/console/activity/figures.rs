//! Reads the figures of the cycle and of the last days.

use crate::ui::chart::Point;
use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Activity {
    /// The plan's name.
    pub(super) plan: String,
    /// "8 Mar – 7 Apr".
    pub(super) cycle: String,
    /// The first day of the next cycle.
    pub(super) ends: String,
    pub(super) mau: u64,
    pub(super) included: u64,
    /// Cumulative, for every day of the cycle.
    pub(super) users: Vec<Point>,
    pub(super) meetings: Vec<Point>,
    pub(super) participants: Vec<Point>,
    pub(super) minutes: Vec<Point>,
}

#[server(endpoint = "activity")]
pub(super) async fn load_activity() -> FormResult<Activity> {
    use crate::console::refused::refused;
    use crate::state;
    use crate::ui::moment::{long_day, short_day};
    use days::{WINDOW, point, window};

    let (app, session) = state::member()?;
    let summary = app.usage.cycle(&session.app).await.map_err(state::trouble)?;
    let grown = app.usage.cumulative(&session.app).await.map_err(state::trouble)?;
    let overview = app.subscriptions.overview(&session.app).await.map_err(refused)?;
    let today = overview.now.date();
    let (from, to) = window(today);
    let days = app
        .usage
        .daily(&session.app, from, to)
        .await
        .map_err(state::trouble)?;
    let (before, now) = days.split_at(days.len().min(WINDOW));
    let series = |figure: fn(&usage::Day) -> u64| {
        now.iter()
            .enumerate()
            .map(|(i, day)| Point {
                before: before.get(i).map(figure),
                ..point(day.date, Some(figure(day)))
            })
            .collect()
    };
    let cycle = summary.cycle;
    let cycle_days =
        std::iter::successors(Some(cycle.start), |day| day.next_day()).take_while(|day| *day < cycle.end);
    Ok(Activity {
        plan: overview.standing.plan.title,
        cycle: format!(
            "{} – {}",
            short_day(cycle.start),
            short_day(cycle.end.previous_day().unwrap_or(cycle.end))
        ),
        ends: long_day(cycle.end),
        mau: summary.mau,
        included: overview.standing.allowance,
        users: cycle_days
            .map(|day| point(day, grown.iter().find(|d| d.date == day).map(|d| d.mau)))
            .collect(),
        meetings: series(|day| day.meetings),
        participants: series(|day| day.participants),
        minutes: series(|day| (day.seconds + 30) / 60),
    })
}

#[cfg(feature = "ssr")]
mod days {
    use super::Point;
    use crate::ui::moment::short_day;
    use domain::Date;

    /// Days shown; as many before them for comparison.
    pub(super) const WINDOW: usize = 30;

    /// The first and the last day of both periods together.
    pub(super) fn window(today: Date) -> (Date, Date) {
        let from = (1..2 * WINDOW).fold(today, |day, _| day.previous_day().unwrap_or(day));
        (from, today)
    }

    pub(super) fn point(date: Date, value: Option<u64>) -> Point {
        Point {
            label: short_day(date),
            date: date.to_string(),
            value,
            before: None,
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::days::*;

    #[test]
    fn both_periods_have_thirty_days() {
        let today = "2026-03-01T00:00:00Z"
            .parse::<domain::Timestamp>()
            .unwrap()
            .date();
        let (from, to) = window(today);
        assert_eq!(point(from, None).date, "2026-01-01");
        assert_eq!(to, today);
    }
}
