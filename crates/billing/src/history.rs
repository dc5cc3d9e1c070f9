//! The history of an account: an append-only list of dated entries that begins with the sign-up.

use crate::months::{self, Timeline};
use crate::{Actor, Catalogue, Change, Entry, Error, Offer, PlanKey, Refused, Result, State};
use domain::{Cycle, Date, Timestamp};
use serde::Serialize;

/// What happened to an account, in order. A value of this type has been replayed: every entry was
/// possible when it was made. It can be written as JSON; it is read by [`History::replay`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct History(Vec<Entry>);

/// What recording an entry did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It is the last entry now.
    Added,
    /// It was there; nothing changed.
    AlreadyThere,
}

impl History {
    /// The history of an account that begins now.
    ///
    /// # Errors
    /// [`Error::NoSignUp`] for another change, [`Error::UnknownPlan`], and [`Refused::ByHand`] or
    /// [`Refused::Retired`] for a plan that is not offered.
    pub fn begin(catalogue: &Catalogue, sign_up: Entry) -> Result<Self> {
        let Change::SignedUp { plan } = &sign_up.change else {
            return Err(Error::NoSignUp);
        };
        match catalogue.plan(plan)?.offer {
            Offer::Retired => return Err(Refused::Retired(plan.clone()).into()),
            Offer::ByHand if sign_up.by != Actor::Operator => {
                return Err(Refused::ByHand(plan.clone()).into());
            }
            Offer::Everyone | Offer::ByHand => {}
        }
        Ok(Self(vec![sign_up]))
    }

    /// Appends an entry if it is possible. The same entry again changes nothing. Entries take effect in
    /// the order of their moments; whoever records them from several machines gives an entry the moment
    /// of the last one if his own clock is behind it.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reason in words, [`Error::EntryIdReused`], [`Error::UnknownPlan`].
    pub fn record(&mut self, catalogue: &Catalogue, entry: Entry) -> Result<Recorded> {
        if self.check_place(&entry)? == Recorded::AlreadyThere {
            return Ok(Recorded::AlreadyThere);
        }
        let mut state = self.state(catalogue, entry.at)?;
        state.may(catalogue, entry.by, &entry.change)?;
        state.apply(catalogue, &entry)?;
        self.0.push(entry);
        Ok(Recorded::Added)
    }

    /// Reads a history that was recorded. What is offered today does not matter.
    ///
    /// # Errors
    /// [`Error::NoSignUp`]; otherwise as [`History::record`].
    pub fn replay(catalogue: &Catalogue, entries: impl IntoIterator<Item = Entry>) -> Result<Self> {
        let mut entries = entries.into_iter();
        let first = entries.next().ok_or(Error::NoSignUp)?;
        let Change::SignedUp { plan } = &first.change else {
            return Err(Error::NoSignUp);
        };
        catalogue.plan(plan)?;
        // One pass: the state goes along, so that reading stays linear.
        let mut replay = months::Fold::begin(catalogue, &first)?;
        let mut history = Self(vec![first]);
        for entry in entries {
            if history.check_place(&entry)? == Recorded::Added {
                replay.entry(&entry)?;
                history.0.push(entry);
            }
        }
        Ok(history)
    }

    /// Whether an entry is new, and not before the last one.
    fn check_place(&self, entry: &Entry) -> Result<Recorded> {
        if let Some(known) = self.0.iter().find(|known| known.id == entry.id) {
            return if known == entry {
                Ok(Recorded::AlreadyThere)
            } else {
                Err(Error::EntryIdReused(entry.id))
            };
        }
        match self.0.last() {
            Some(last) if entry.at < last.at => Err(Refused::TooLate { last: last.at }.into()),
            _ => Ok(Recorded::Added),
        }
    }

    /// Every entry, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }

    /// The day of sign-up; it never moves (contract §5.4, rule 1).
    #[must_use]
    pub fn anchor(&self) -> Date {
        self.0[0].at.date()
    }

    /// The cycle that a moment lies in.
    #[must_use]
    pub fn cycle(&self, at: Timestamp) -> Cycle {
        Cycle::containing(self.anchor(), at.date().max(self.anchor()))
    }

    /// Where the account stands at a moment; entries after it do not count.
    ///
    /// # Errors
    /// [`Error::UnknownPlan`] if the catalogue does not fit.
    pub fn state(&self, catalogue: &Catalogue, at: Timestamp) -> Result<State> {
        Ok(self.timeline(catalogue, at)?.state)
    }

    /// The plan in force at a moment.
    ///
    /// # Errors
    /// As [`History::state`].
    pub fn plan(&self, catalogue: &Catalogue, at: Timestamp) -> Result<PlanKey> {
        Ok(self.state(catalogue, at)?.plan)
    }

    pub(crate) fn timeline<'c>(&self, catalogue: &'c Catalogue, until: Timestamp) -> Result<Timeline<'c>> {
        let mut fold = months::Fold::begin(catalogue, &self.0[0])?;
        for entry in self.0.iter().skip(1).take_while(|entry| entry.at <= until) {
            fold.entry(entry)?;
        }
        fold.finish(until)
    }
}
