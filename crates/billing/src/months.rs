//! A history cut into billing cycles: the plan each began with and what changed in it.

use crate::{Catalogue, Change, Entry, EntryId, Error, PlanVersion, Result, State};
use domain::{Cycle, Timestamp};

/// One cycle of an account.
#[derive(Debug, Clone)]
pub(crate) struct Month<'c> {
    pub(crate) cycle: Cycle,
    /// The plan that was paid for in advance.
    pub(crate) opening: &'c PlanVersion,
    /// The entry that brought it.
    pub(crate) cause: EntryId,
    /// Whether a card was on file when the cycle began.
    pub(crate) card: bool,
    /// What changed, in order.
    pub(crate) steps: Vec<MonthStep<'c>>,
}

/// A change that matters for the money of a cycle.
#[derive(Debug, Clone)]
pub(crate) enum MonthStep<'c> {
    Upgrade(Upgrade<'c>),
    Card { at: Timestamp, there: bool },
}

#[derive(Debug, Clone)]
pub(crate) struct Upgrade<'c> {
    pub(crate) entry: EntryId,
    pub(crate) at: Timestamp,
    pub(crate) from: &'c PlanVersion,
    pub(crate) to: &'c PlanVersion,
}

/// All cycles that have begun by a moment, and the state at that moment.
#[derive(Debug)]
pub(crate) struct Timeline<'c> {
    pub(crate) months: Vec<Month<'c>>,
    pub(crate) state: State,
    /// Whether the end of the last month has passed without another one, because the account ended.
    pub(crate) over: bool,
}

/// Walks through a history, entry by entry and anchor by anchor.
pub(crate) struct Fold<'c> {
    catalogue: &'c Catalogue,
    anchor: domain::Date,
    state: State,
    months: Vec<Month<'c>>,
    over: bool,
}

impl<'c> Fold<'c> {
    pub(crate) fn begin(catalogue: &'c Catalogue, sign_up: &Entry) -> Result<Self> {
        let Change::SignedUp { plan } = &sign_up.change else {
            return Err(Error::NoSignUp);
        };
        let anchor = sign_up.at.date();
        let mut fold = Self {
            catalogue,
            anchor,
            state: State::new(plan.clone(), sign_up.id),
            months: Vec::new(),
            over: false,
        };
        fold.open(Cycle::containing(anchor, anchor))?;
        Ok(fold)
    }

    pub(crate) fn entry(&mut self, entry: &Entry) -> Result<()> {
        self.turn_until(entry.at)?;
        let before = self.state.plan.clone();
        self.state.apply(self.catalogue, entry)?;
        let Some(month) = self.months.last_mut() else {
            return Ok(());
        };
        match &entry.change {
            Change::Upgraded { to } => {
                let (from, to) = (self.catalogue.plan(&before)?, self.catalogue.plan(to)?);
                let on_sign_up = entry.at.date() == self.anchor && from.is_free();
                if on_sign_up && std::ptr::eq(month.opening, from) {
                    // The first plan with a price, chosen on the day of sign-up, is the one that the
                    // customer signed up on: it is paid in advance, and there is nothing to prorate.
                    (month.opening, month.cause) = (to, entry.id);
                } else {
                    month.steps.push(MonthStep::Upgrade(Upgrade {
                        entry: entry.id,
                        at: entry.at,
                        from,
                        to,
                    }));
                }
            }
            Change::CardAttached => month.steps.push(MonthStep::Card {
                at: entry.at,
                there: true,
            }),
            Change::CardRemoved => month.steps.push(MonthStep::Card {
                at: entry.at,
                there: false,
            }),
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn finish(mut self, until: Timestamp) -> Result<Timeline<'c>> {
        self.turn_until(until)?;
        Ok(Timeline {
            months: self.months,
            state: self.state,
            over: self.over,
        })
    }

    /// Passes every anchor up to the day of a moment; an anchor comes before all entries of its day.
    fn turn_until(&mut self, at: Timestamp) -> Result<()> {
        let day = at.date();
        while let Some(cycle) = self.months.last().map(|month| month.cycle) {
            // The calendar's last cycle has no end after its start.
            if self.over || day < cycle.end || cycle.end <= cycle.start {
                break;
            }
            self.state.turn(cycle.end);
            if self.state.has_ended() {
                self.over = true;
            } else {
                self.open(Cycle::containing(self.anchor, cycle.end))?;
            }
        }
        Ok(())
    }

    fn open(&mut self, cycle: Cycle) -> Result<()> {
        self.months.push(Month {
            cycle,
            opening: self.catalogue.plan(&self.state.plan)?,
            cause: self.state.plan_since,
            card: self.state.card,
            steps: Vec::new(),
        });
        Ok(())
    }
}
