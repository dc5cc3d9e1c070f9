//! Reminding: what is done about an unpaid invoice, and when. The schedule is configuration.

use crate::{Error, Invoice, InvoiceState, Result};
use domain::Timestamp;
use serde::{Deserialize, Serialize};

/// One step of the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Days after the day of issue.
    pub day: u16,
    /// What is done.
    pub action: Action,
}

/// What is done about an unpaid invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Charge the card on file.
    Charge,
    /// Remind by mail.
    Mail,
    /// Let no new meetings begin.
    Suspend,
    /// End the account.
    Cancel,
}

/// A step that was taken. It is written down before anything is done, so that a crash repeats the step
/// under the same idempotency key instead of forgetting it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// Which.
    pub step: Step,
    /// When.
    pub at: Timestamp,
}

/// The schedule: steps in the order of their days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Step>", into = "Vec<Step>")]
pub struct Dunning(Vec<Step>);

impl Dunning {
    /// A schedule of steps in any order.
    ///
    /// # Errors
    /// [`Error::Dunning`] if it does not begin with a charge on day 0, names a step twice, or ends an
    /// account before or on the day that it suspends it.
    pub fn new(mut steps: Vec<Step>) -> Result<Self> {
        steps.sort_unstable();
        if steps.first()
            != Some(&Step {
                day: 0,
                action: Action::Charge,
            })
        {
            return Err(Error::Dunning("its first step must be a charge on day 0"));
        }
        if steps.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Error::Dunning("a step is there twice; keep one"));
        }
        let days = |action| {
            steps
                .iter()
                .filter(move |step| step.action == action)
                .map(|step| step.day)
        };
        if days(Action::Suspend).count() > 1 || days(Action::Cancel).count() > 1 {
            return Err(Error::Dunning(
                "an account is suspended once and cancelled once; keep one of each",
            ));
        }
        if let (Some(suspend), Some(cancel)) = (days(Action::Suspend).next(), days(Action::Cancel).next())
            && suspend >= cancel
        {
            return Err(Error::Dunning("the cancellation must come after the suspension"));
        }
        Ok(Self(steps))
    }

    /// The steps, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// What is to be done now about an invoice; nothing unless it is open. Of steps of one kind that
    /// were missed, only the last is made up for: nobody is charged or written to three times at once.
    #[must_use]
    pub fn due(&self, invoice: &Invoice, attempts: &[Attempt], now: Timestamp) -> Vec<Step> {
        let InvoiceState::Open(issued) = invoice.state() else {
            return Vec::new();
        };
        let passed = (now.date() - issued.at.date()).whole_days();
        let by_now = || self.0.iter().filter(|step| i64::from(step.day) <= passed);
        let last = |of: &Step| by_now().rfind(|step| step.action == of.action) == Some(of);
        let taken = |of: &Step| {
            attempts
                .iter()
                .any(|attempt| attempt.step.action == of.action && attempt.step.day >= of.day)
        };
        by_now()
            .filter(|step| last(step) && !taken(step))
            .copied()
            .collect()
    }

    /// Whether an invoice is unpaid for so long that no new meetings begin. An account whose invoices all
    /// say no can be resumed.
    #[must_use]
    pub fn suspends(&self, invoice: &Invoice, now: Timestamp) -> bool {
        let InvoiceState::Open(issued) = invoice.state() else {
            return false;
        };
        let passed = (now.date() - issued.at.date()).whole_days();
        self.0
            .iter()
            .any(|step| step.action == Action::Suspend && i64::from(step.day) <= passed)
    }
}

/// Charge at once; charge again and write after 3, 7 and 14 days; suspend after 21; cancel after 45.
impl Default for Dunning {
    fn default() -> Self {
        let step = |day, action| Step { day, action };
        let mut steps = vec![step(0, Action::Charge)];
        for day in [3, 7, 14] {
            steps.extend([step(day, Action::Charge), step(day, Action::Mail)]);
        }
        steps.extend([step(21, Action::Suspend), step(45, Action::Cancel)]);
        Self(steps)
    }
}

impl TryFrom<Vec<Step>> for Dunning {
    type Error = Error;
    fn try_from(steps: Vec<Step>) -> Result<Self> {
        Self::new(steps)
    }
}

impl From<Dunning> for Vec<Step> {
    fn from(dunning: Dunning) -> Self {
        dunning.0
    }
}
