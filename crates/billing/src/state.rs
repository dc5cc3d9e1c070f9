//! Where an account stands: what each change does to it, and what the turn of a cycle does.

use crate::{Actor, Catalogue, Change, Entry, EntryId, Offer, PlanKey, PlanVersion, Refused, Result};
use domain::Date;

/// An account at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// The plan that is in force.
    pub plan: PlanKey,
    /// The entry that brought it.
    pub plan_since: EntryId,
    /// The downgrade that the next anchor brings, and the entry that scheduled it.
    pub scheduled: Option<(PlanKey, EntryId)>,
    /// Whether a card can be charged.
    pub card: bool,
    /// Whether it goes on.
    pub life: Life,
    /// Whether meetings can begin.
    pub access: Access,
}

/// Whether an account goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// It renews at every anchor.
    Active,
    /// It ends with the cycle and can be reverted until then (contract §5.4, rule 6).
    Cancelling,
    /// It has ended.
    Ended {
        /// The first day without it.
        on: Date,
    },
}

/// Whether meetings can begin. Both can be true at once, and each is lifted for itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Access {
    /// The operator closed the rooms.
    pub blocked: bool,
    /// An invoice is unpaid.
    pub suspended: bool,
}

impl State {
    pub(crate) fn new(plan: PlanKey, entry: EntryId) -> Self {
        Self {
            plan,
            plan_since: entry,
            scheduled: None,
            card: false,
            life: Life::Active,
            access: Access::default(),
        }
    }

    /// Whether the customer, or who else acts, may choose these plans today. Not asked again when a
    /// history is read, because what is offered changes and what happened does not.
    pub(crate) fn may(&self, catalogue: &Catalogue, by: Actor, change: &Change) -> Result<()> {
        let (Change::Upgraded { to } | Change::DowngradeScheduled { to }) = change else {
            return Ok(());
        };
        match catalogue.plan(to)?.offer {
            Offer::Retired => return Err(Refused::Retired(to.clone()).into()),
            Offer::ByHand if by != Actor::Operator => return Err(Refused::ByHand(to.clone()).into()),
            Offer::Everyone | Offer::ByHand => {}
        }
        if catalogue.plan(&self.plan)?.offer == Offer::ByHand && by != Actor::Operator {
            return Err(Refused::ByHand(self.plan.clone()).into());
        }
        Ok(())
    }

    /// What an entry does.
    pub(crate) fn apply(&mut self, catalogue: &Catalogue, entry: &Entry) -> Result<()> {
        if matches!(self.life, Life::Ended { .. }) {
            return Err(Refused::Ended.into());
        }
        match &entry.change {
            Change::SignedUp { .. } => return Err(Refused::SignedUpAlready.into()),
            Change::Upgraded { to } => {
                let (from, to) = self.change_of_plan(catalogue, to)?;
                if !from.rises_to(to) {
                    let (from, to) = (from.key.clone(), to.key.clone());
                    return Err(Refused::NotHigher { from, to }.into());
                }
                // An upgrade is the newer wish, so it takes the place of a downgrade that waits.
                (self.plan, self.plan_since, self.scheduled) = (to.key.clone(), entry.id, None);
            }
            Change::DowngradeScheduled { to } => {
                let (from, to) = self.change_of_plan(catalogue, to)?;
                if from.rises_to(to) {
                    let (from, to) = (from.key.clone(), to.key.clone());
                    return Err(Refused::NotLower { from, to }.into());
                }
                if self.scheduled.as_ref().is_some_and(|(plan, _)| *plan == to.key) {
                    return Err(Refused::ScheduledAlready(to.key.clone()).into());
                }
                self.scheduled = Some((to.key.clone(), entry.id));
            }
            Change::DowngradeUndone => {
                self.scheduled.take().ok_or(Refused::NothingScheduled)?;
            }
            Change::Cancelled { .. } => match self.life {
                Life::Cancelling => return Err(Refused::CancelledAlready.into()),
                _ => self.life = Life::Cancelling,
            },
            Change::CancellationReverted => match self.life {
                Life::Cancelling => self.life = Life::Active,
                _ => return Err(Refused::NotCancelled.into()),
            },
            Change::CardAttached => self.card = true,
            Change::CardRemoved => flip(&mut self.card, false, Refused::NoCard)?,
            Change::Blocked { .. } => flip(&mut self.access.blocked, true, Refused::BlockedAlready)?,
            Change::Unblocked => flip(&mut self.access.blocked, false, Refused::NotBlocked)?,
            Change::Suspended => flip(&mut self.access.suspended, true, Refused::SuspendedAlready)?,
            Change::Resumed => flip(&mut self.access.suspended, false, Refused::NotSuspended)?,
            Change::Closed { .. } => self.life = Life::Ended { on: entry.at.date() },
        }
        Ok(())
    }

    /// What the anchor does: a cancelled account ends, a scheduled downgrade takes effect.
    pub(crate) fn turn(&mut self, anchor: Date) {
        match self.life {
            Life::Cancelling => self.life = Life::Ended { on: anchor },
            Life::Ended { .. } => {}
            Life::Active => {
                if let Some((plan, entry)) = self.scheduled.take() {
                    (self.plan, self.plan_since) = (plan, entry);
                }
            }
        }
    }

    /// Whether no cycle follows.
    pub(crate) const fn has_ended(&self) -> bool {
        matches!(self.life, Life::Ended { .. })
    }

    fn change_of_plan<'c>(
        &self,
        catalogue: &'c Catalogue,
        to: &PlanKey,
    ) -> Result<(&'c PlanVersion, &'c PlanVersion)> {
        if self.life == Life::Cancelling {
            return Err(Refused::Cancelling.into());
        }
        if self.plan == *to {
            return Err(Refused::SamePlan(to.clone()).into());
        }
        Ok((catalogue.plan(&self.plan)?, catalogue.plan(to)?))
    }
}

fn flip(flag: &mut bool, to: bool, already: Refused) -> Result<()> {
    if *flag == to {
        return Err(already.into());
    }
    *flag = to;
    Ok(())
}
