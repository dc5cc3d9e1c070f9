//! Booking: writes what is missing from the books, takes the steps that are due about unpaid invoices,
//! and says which money is to be moved once that is written.

use crate::account::{Account, document};
use crate::mail::{InvoiceIssued, InvoiceUnpaid, Suspended};
use crate::{InvoiceId, Result, StoredInvoice, Subscriptions, mail};
use billing::{
    Action, Actor, Attempt, Change, Closing, Correction, Credit, Difference, Due, Invoice, InvoiceState,
    Issue, Life, Numbering, Parties, bill, difference,
};
use domain::{Date, Money};
use store::Tx;
use store::payments::DunningStep;
use uuid::Uuid;

/// The series of invoices and credit notes of live apps.
const INVOICES: &str = "INV";
const CREDIT_NOTES: &str = "CN";
/// Those of sandboxes, each of which counts for itself.
const TEST_INVOICES: &str = "TEST";
const TEST_CREDIT_NOTES: &str = "TEST-CN";

/// Money to be moved once the books are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Todo {
    /// Make the attempts that were written down for an invoice or a credit note.
    Make(Uuid),
    /// Call off the attempt that waits for the card's owner, and charge the invoice again.
    Again(InvoiceId),
}

impl Subscriptions {
    /// Brings the books up to the app's present, and notes when to look again.
    pub(crate) async fn book(&self, tx: &mut Tx, account: &mut Account) -> Result<Vec<Todo>> {
        let mut todo = Vec::new();
        let should = bill(self.catalogue(), &account.history, &account.usage, account.now)?;
        let Difference {
            invoices, credits, ..
        } = difference(&should, &account.booked())?;
        for due in invoices {
            self.issue(tx, account, due).await?;
        }
        for correction in credits {
            todo.extend(self.correct(tx, account, correction).await?);
        }
        todo.extend(self.dun(tx, account).await?);
        self.resume(tx, account).await?;
        self.erase_if_over(tx, account).await?;
        self.plan_next_look(tx, account).await?;
        if !todo.is_empty() {
            // If the process dies before it is done, the next run begins with it.
            account.row.due_at = Some(self.real_now());
            store::subscriptions::save(tx, &account.row).await?;
        }
        Ok(todo)
    }

    async fn issue(&self, tx: &mut Tx, account: &mut Account, due: Due) -> Result<()> {
        let (series, key) = series(account, INVOICES, TEST_INVOICES);
        let mut numbering = self.numbering(tx, series, &key).await?;
        let on = due.on;
        let mut invoice = Invoice::draft(due, self.catalogue().currency())?;
        let today = account.now.date();
        let days = time_days(self.0.settings.payment_days);
        let posted = invoice.issue(
            &mut numbering,
            Issue {
                at: account.now,
                due: today.checked_add(days).unwrap_or(today),
                parties: Parties {
                    seller: self.0.settings.seller.clone(),
                    customer: account.bill_to()?,
                },
                note: self.0.settings.note.clone(),
                tax: Money::zero(self.catalogue().currency()),
            },
        )?;
        store::invoices::move_series(tx, &key, count(numbering.last())).await?;
        let id = self.0.random.uuid();
        if let Some(issued) = invoice.issued() {
            let document = document(id, on, &issued.number, issued.at, &invoice)?;
            let status = invoice.status();
            store::invoices::insert(tx, &account.app.id, &document, status, account.read_to).await?;
            let total = invoice.total()?;
            if !total.is_zero() {
                let (number, due) = (issued.number.to_string(), issued.due);
                let text = InvoiceIssued::new(self, account, &number, total, due)?;
                mail::send(self, tx, account, &text).await?;
            }
        }
        self.post(tx, account, &posted).await?;
        account.invoices.push(StoredInvoice {
            id: InvoiceId(id),
            invoice,
        });
        Ok(())
    }

    /// Credits what was billed too much. What was paid of it goes back.
    async fn correct(
        &self,
        tx: &mut Tx,
        account: &mut Account,
        correction: Correction,
    ) -> Result<Option<Todo>> {
        let on = correction.on;
        self.credit(tx, account, on, Credit::Correction(correction)).await
    }

    /// Writes a credit note for the invoice of a day.
    pub(crate) async fn credit(
        &self,
        tx: &mut Tx,
        account: &mut Account,
        on: Date,
        credit: Credit,
    ) -> Result<Option<Todo>> {
        let Some(held) = account.invoices.iter().find(|it| it.invoice.on() == on).cloned() else {
            return Ok(None);
        };
        let (series, key) = series(account, CREDIT_NOTES, TEST_CREDIT_NOTES);
        let mut numbering = self.numbering(tx, series, &key).await?;
        let mut invoice = held.invoice;
        let (note, posted) = invoice.credit(&mut numbering, credit, account.now)?;
        store::invoices::move_series(tx, &key, count(numbering.last())).await?;
        let id = self.0.random.uuid();
        let document = document(id, on, &note.number, note.at, &note)?;
        store::invoices::insert_credit_note(tx, &account.app.id, &document).await?;
        let owed = invoice.balance()?;
        self.write_invoice(tx, account, on, invoice, &posted).await?;
        account.notes.push((id, note));
        let back = owed.negated()?;
        if back <= Money::zero(back.currency()) {
            return Ok(None);
        }
        self.write_refund(tx, account, held.id, id, back).await?;
        Ok(Some(Todo::Make(id)))
    }

    async fn numbering(&self, tx: &mut Tx, series: &str, key: &str) -> Result<Numbering> {
        let last = store::invoices::lock_series(tx, key).await?;
        Ok(Numbering::after(series, u64::try_from(last).unwrap_or(0)))
    }

    /// Takes the steps of the dunning schedule that are due; each is written down before it is done.
    async fn dun(&self, tx: &mut Tx, account: &mut Account) -> Result<Vec<Todo>> {
        let mut todo = Vec::new();
        for held in account.invoices.clone() {
            let taken = taken(account, held.id);
            for step in self.0.settings.dunning.due(&held.invoice, &taken, account.now) {
                let row = DunningStep {
                    invoice: held.id.0,
                    day: i32::from(step.day),
                    action: action_name(step.action).to_owned(),
                    at: account.now,
                };
                store::payments::insert_step(tx, &account.app.id, &row).await?;
                account.steps.push(row);
                match step.action {
                    Action::Charge => todo.extend(self.write_charge(tx, account, held.id).await?),
                    Action::Mail => {
                        let text = InvoiceUnpaid::new(self, account, &held.invoice)?;
                        mail::send(self, tx, account, &text).await?;
                    }
                    Action::Suspend => self.suspend(tx, account, &held.invoice).await?,
                    Action::Cancel => self.give_up(tx, account, held.id).await?,
                }
            }
        }
        Ok(todo)
    }

    async fn suspend(&self, tx: &mut Tx, account: &mut Account, invoice: &Invoice) -> Result<()> {
        let state = account.history.state(self.catalogue(), account.now)?;
        if matches!(state.life, Life::Ended { .. }) || state.access.suspended {
            return Ok(());
        }
        self.record(tx, account, Actor::Dunning, Change::Suspended)
            .await?;
        let text = Suspended::new(self, account, invoice)?;
        mail::send(self, tx, account, &text).await
    }

    /// The end of the schedule: the account ends, and what is owed is written off.
    async fn give_up(&self, tx: &mut Tx, account: &mut Account, invoice: InvoiceId) -> Result<()> {
        let state = account.history.state(self.catalogue(), account.now)?;
        if !matches!(state.life, Life::Ended { .. }) {
            let why = Closing::Unpaid;
            self.record(tx, account, Actor::Dunning, Change::Closed { why })
                .await?;
        }
        let Some(held) = account.invoice(invoice.0).cloned() else {
            return Ok(());
        };
        let mut invoice = held.invoice;
        if matches!(invoice.state(), InvoiceState::Open(_)) {
            let posted = invoice.write_off(account.now)?;
            let on = invoice.on();
            self.write_invoice(tx, account, on, invoice, &posted).await?;
        }
        Ok(())
    }
}

pub(crate) fn time_days(days: u16) -> time::Duration {
    time::Duration::days(i64::from(days))
}

fn count(last: u64) -> i64 {
    i64::try_from(last).unwrap_or(i64::MAX)
}

/// The name of a series and the counter that it has.
fn series(account: &Account, live: &'static str, test: &'static str) -> (&'static str, String) {
    if account.is_sandbox() {
        (test, format!("{test}/{}", account.app.id))
    } else {
        (live, live.to_owned())
    }
}

fn taken(account: &Account, invoice: InvoiceId) -> Vec<Attempt> {
    account
        .steps
        .iter()
        .filter(|step| step.invoice == invoice.0)
        .filter_map(|step| {
            Some(Attempt {
                step: billing::Step {
                    day: u16::try_from(step.day).ok()?,
                    action: action_of(&step.action)?,
                },
                at: step.at,
            })
        })
        .collect()
}

const ACTIONS: [(Action, &str); 4] = [
    (Action::Charge, "charge"),
    (Action::Mail, "mail"),
    (Action::Suspend, "suspend"),
    (Action::Cancel, "cancel"),
];

fn action_name(action: Action) -> &'static str {
    let found = ACTIONS.iter().find(|(known, _)| *known == action);
    found.map_or("charge", |(_, name)| name)
}

fn action_of(name: &str) -> Option<Action> {
    let found = ACTIONS.iter().find(|(_, known)| *known == name);
    found.map(|(action, _)| *action)
}
