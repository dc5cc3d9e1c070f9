//! What has happened to a subscription, moment by moment: what a sandbox's owner sees pass when he moves
//! its clock.

use crate::account::Account;
use crate::{Result, StoredInvoice, Subscriptions};
use billing::{Actor, Change, InvoiceState, PlanKey};
use domain::{AppId, Cycle, Money, Timestamp};
use std::time::Duration;
use store::payments::{Attempt, Outcome};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// When, by the app's clock.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An entry of the history.
    Changed {
        /// Who did it.
        by: Actor,
        /// What.
        change: Change,
    },
    /// A plan that was waiting for the cycle took effect.
    Began {
        /// Which.
        plan: PlanKey,
    },
    /// An invoice was issued, and sent if there was something to pay.
    Issued {
        /// Its number.
        invoice: String,
        /// Its total.
        total: Money,
    },
    /// A payment of an invoice came in.
    Paid {
        /// The invoice's number.
        invoice: String,
        /// How much.
        amount: Money,
    },
    /// A payment was given back.
    Refunded {
        /// The invoice's number.
        invoice: String,
        /// How much.
        amount: Money,
    },
    /// The card was declined, or its owner is asked to confirm.
    Unpaid {
        /// The invoice's number.
        invoice: String,
        /// Why, in words for the customer.
        why: Option<String>,
    },
    /// A mail said that an invoice is unpaid.
    Reminded {
        /// The invoice's number.
        invoice: String,
    },
    /// An invoice is not expected to be paid any more.
    GivenUp {
        /// Its number.
        invoice: String,
    },
    /// A part of an invoice was credited.
    Credited {
        /// The credit note's number.
        note: String,
        /// The invoice's number.
        invoice: String,
        /// How much, with taxes.
        amount: Money,
    },
}

impl Subscriptions {
    /// Everything that has happened to the app's subscription, the newest first.
    ///
    /// # Errors
    /// [`crate::Error::UnknownApp`], [`crate::Error::Store`].
    pub async fn timeline(&self, app: &AppId) -> Result<Vec<Happened>> {
        let account = self.view(app).await?;
        let mut all: Vec<Happened> = account
            .history
            .entries()
            .iter()
            .map(|entry| Happened {
                at: entry.at,
                what: What::Changed {
                    by: entry.by,
                    change: entry.change.clone(),
                },
            })
            .collect();
        all.extend(self.begun(&account)?);
        for held in &account.invoices {
            all.extend(of_invoice(&account, held)?);
        }
        for (_, note) in &account.notes {
            all.push(Happened {
                at: note.at,
                what: What::Credited {
                    note: note.number.to_string(),
                    invoice: note.invoice.to_string(),
                    amount: note.net.plus(note.tax)?,
                },
            });
        }
        // Of one moment, causes stand before what they caused; reversed, the newest is first.
        all.sort_by_key(|it| it.at);
        all.reverse();
        Ok(all)
    }

    /// Plans that took effect at the turn of a cycle, which leaves no entry.
    fn begun(&self, account: &Account) -> Result<Vec<Happened>> {
        let anchor = account.history.anchor();
        let mut begun = Vec::new();
        let mut cycle = Cycle::containing(anchor, anchor);
        while Timestamp::start_of(cycle.end) <= account.now {
            let at = Timestamp::start_of(cycle.end);
            let before = at.minus(Duration::from_micros(1));
            let plan = account.history.plan(self.catalogue(), at)?;
            if plan != account.history.plan(self.catalogue(), before)? {
                begun.push(Happened {
                    at,
                    what: What::Began { plan },
                });
            }
            cycle = Cycle::containing(anchor, cycle.end);
        }
        Ok(begun)
    }
}

fn of_invoice(account: &Account, held: &StoredInvoice) -> Result<Vec<Happened>> {
    let Some(issued) = held.invoice.issued() else {
        return Ok(Vec::new());
    };
    let number = || issued.number.to_string();
    let mut all = vec![Happened {
        at: issued.at,
        what: What::Issued {
            invoice: number(),
            total: held.invoice.total()?,
        },
    }];
    let steps: Vec<_> = account
        .steps
        .iter()
        .filter(|step| step.invoice == held.id.0)
        .collect();
    let charges: Vec<_> = steps.iter().filter(|step| step.action == "charge").collect();
    let unpaid = |it: &&Attempt| matches!(it.outcome, Outcome::Declined | Outcome::NeedsAction);
    for (place, attempt) in account
        .attempts_of(held.id.0)
        .enumerate()
        .filter(|(_, it)| unpaid(it))
    {
        // Attempts carry the real time; the step that made one carries the app's.
        let step = charges.get(place).map(|step| step.at);
        let ahead = Subscriptions::ahead_by(attempt.at, account.row.ahead);
        all.push(Happened {
            at: step.unwrap_or(ahead).min(account.now),
            what: What::Unpaid {
                invoice: number(),
                why: attempt.sentence.clone(),
            },
        });
    }
    all.extend(
        steps
            .iter()
            .filter(|step| step.action == "mail")
            .map(|step| Happened {
                at: step.at,
                what: What::Reminded { invoice: number() },
            }),
    );
    for (payments, back) in [(&issued.payments, false), (&issued.refunds, true)] {
        all.extend(payments.iter().map(|payment| {
            let (invoice, amount) = (number(), payment.amount);
            Happened {
                at: payment.at,
                what: if back {
                    What::Refunded { invoice, amount }
                } else {
                    What::Paid { invoice, amount }
                },
            }
        }));
    }
    if let (InvoiceState::Uncollectible(_), Some(at)) = (held.invoice.state(), issued.closed) {
        all.push(Happened {
            at,
            what: What::GivenUp { invoice: number() },
        });
    }
    Ok(all)
}
