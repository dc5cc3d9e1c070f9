//! Figures of single days.

use crate::{Result, Usage};
use domain::{AppId, Date};
use store::usage::Milestones;

/// More days than this are not given at once.
const LONGEST: usize = 400;

/// What happened on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day in UTC.
    pub date: Date,
    /// Meetings that began.
    pub meetings: u64,
    /// Joins.
    pub participants: u64,
    /// Of those, from inside the frame of another page.
    pub embedded: u64,
    /// Seconds that participants spent in meetings and that are over.
    pub seconds: u64,
}

impl Usage {
    /// The app's days from `from` to `to`, both included, also those on which nothing happened; the first
    /// 400 of them. Nothing if `to` lies before `from`.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn daily(&self, app: &AppId, from: Date, to: Date) -> Result<Vec<Day>> {
        let rows = store::usage::days(&self.store, app, from, to).await?;
        let mut rows = rows.into_iter().peekable();
        let days = std::iter::successors(Some(from), |day| day.next_day())
            .take_while(|day| *day <= to)
            .take(LONGEST);
        Ok(days
            .map(|date| {
                let row = rows.next_if(|row| row.day == date);
                let figure = |figure: Option<i64>| figure.and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
                Day {
                    date,
                    meetings: figure(row.as_ref().map(|row| row.meetings)),
                    participants: figure(row.as_ref().map(|row| row.participants)),
                    embedded: figure(row.as_ref().map(|row| row.embedded)),
                    seconds: figure(row.as_ref().map(|row| row.seconds)),
                }
            })
            .collect())
    }

    /// What has ever happened in the app's meetings.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn milestones(&self, app: &AppId) -> Result<Milestones> {
        Ok(store::usage::milestones(&self.store, app).await?)
    }
}
