//! Monthly active users of the billing cycle that a day lies in: today by the app's clock.

use crate::{Error, Result, Usage};
use domain::{AppId, CountBy, Cycle, Date};
use store::usage::{Counted, CountedCursor};

/// Monthly active users of the cycle that today lies in, counted in both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FairCount {
    /// The cycle that today lies in.
    pub cycle: Cycle,
    /// Distinct devices.
    pub devices: u64,
    /// Distinct user ids of tokens, and the devices of those who have none.
    pub people: u64,
}

/// Monthly active users up to a day of the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CumulativeDay {
    /// The day in UTC.
    pub date: Date,
    /// Devices that had counted in the cycle by the end of this day.
    pub mau: u64,
}

impl Usage {
    /// Monthly active users by device beside those by user id. One user on several devices is one person;
    /// several users of one device are several.
    ///
    /// # Errors
    /// [`Error::UnknownApp`], [`Error::Store`].
    pub async fn fair_count(&self, app: &AppId, today: Date) -> Result<FairCount> {
        let cycle = self.cycle_of(app, today).await?;
        let count = store::usage::count(&self.store, app, cycle.start).await?;
        Ok(FairCount {
            cycle,
            devices: count.devices,
            people: count.people,
        })
    }

    /// Who counts in the cycle that begins on `cycle`, and since which meeting: at most `limit` of those
    /// behind `after`, in the order of moments.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn counted(
        &self,
        app: &AppId,
        cycle: Date,
        by: CountBy,
        after: Option<&CountedCursor>,
        limit: u32,
    ) -> Result<Vec<Counted>> {
        Ok(store::usage::devices_of(&self.store, app, cycle, by, after, limit).await?)
    }

    /// How the number of monthly active users has grown, for every day of the cycle up to today.
    ///
    /// # Errors
    /// [`Error::UnknownApp`], [`Error::Store`].
    pub async fn cumulative(&self, app: &AppId, today: Date) -> Result<Vec<CumulativeDay>> {
        let cycle = self.cycle_of(app, today).await?;
        let new = store::usage::devices_by_day(&self.store, app, cycle.start).await?;
        let mut new = new.into_iter().peekable();
        let (mut days, mut date, mut mau) = (Vec::new(), cycle.start, 0);
        while date <= today {
            while let Some((_, count)) = new.next_if(|(day, _)| *day <= date) {
                mau += u64::try_from(count).unwrap_or(0);
            }
            days.push(CumulativeDay { date, mau });
            let Some(next) = date.next_day() else { break };
            date = next;
        }
        Ok(days)
    }

    async fn cycle_of(&self, app: &AppId, day: Date) -> Result<Cycle> {
        let anchor = store::apps::anchor(&self.store, app)
            .await?
            .ok_or_else(|| Error::UnknownApp(app.clone()))?;
        Ok(Cycle::containing(anchor, day))
    }
}
