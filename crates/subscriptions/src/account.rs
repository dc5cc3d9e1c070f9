//! Everything about one app's subscription, read under its lock, and how it is written back.

use crate::{Error, Result, Subscriptions};
use billing::{
    Actor, Booked, Change, CreditNote, Entry, EntryId, History, Invoice, Party, Standing, Transaction, Usage,
};
use domain::{Date, Money, Timestamp};
use payments::Expiry;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::Tx;
use store::apps::{App, AppMode, AppStatus};
use store::invoices::{Document, LedgerRow};
use store::payments::{Attempt, DunningStep, Outcome};
use store::subscriptions::{EntryRow, Subscription};
use uuid::Uuid;

/// Identifies an invoice for ever; its number can be the same in two installations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InvoiceId(pub Uuid);

/// An invoice that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredInvoice {
    /// Its id.
    pub id: InvoiceId,
    /// The invoice.
    pub invoice: Invoice,
}

/// A card on file, as pages show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardOnFile {
    /// The provider's name for it.
    pub id: String,
    /// In small letters: `visa`, `mastercard`, …
    pub brand: String,
    /// The last four digits.
    pub last4: String,
    /// The last month in which it is good.
    pub expiry: Expiry,
}

/// One app's subscription with all that belongs to it.
pub(crate) struct Account {
    pub(crate) row: Subscription,
    pub(crate) app: App,
    pub(crate) history: History,
    pub(crate) invoices: Vec<StoredInvoice>,
    pub(crate) notes: Vec<(Uuid, CreditNote)>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) steps: Vec<DunningStep>,
    pub(crate) usage: Usage,
    /// The present by the app's clock.
    pub(crate) now: Timestamp,
    /// How far metering had read the journal when `usage` was read, if that was asked for; else 0.
    pub(crate) read_to: i64,
}

impl Account {
    pub(crate) fn booked(&self) -> Vec<Booked> {
        let invoices = self.invoices.iter().flat_map(|it| it.invoice.booked());
        invoices
            .chain(self.notes.iter().flat_map(|(_, note)| note.booked()))
            .collect()
    }

    pub(crate) fn bill_to(&self) -> Result<Party> {
        Ok(serde_json::from_str(&self.row.bill_to)?)
    }

    pub(crate) fn card(&self) -> Result<Option<CardOnFile>> {
        self.row
            .card
            .as_deref()
            .map(serde_json::from_str)
            .transpose()
            .map_err(Into::into)
    }

    pub(crate) const fn is_sandbox(&self) -> bool {
        matches!(self.app.mode, AppMode::Sandbox)
    }

    pub(crate) fn invoice(&self, id: Uuid) -> Option<&StoredInvoice> {
        self.invoices.iter().find(|it| it.id.0 == id)
    }

    /// Attempts to pay one invoice or to give back one credit note, by number.
    pub(crate) fn attempts_of(&self, subject: Uuid) -> impl Iterator<Item = &Attempt> {
        self.attempts.iter().filter(move |it| it.subject == subject)
    }

    pub(crate) fn in_doubt(&self) -> bool {
        self.attempts.iter().any(|it| it.outcome == Outcome::Pending)
    }

    /// The cap as money.
    pub(crate) fn cap(&self, subscriptions: &Subscriptions) -> Option<Money> {
        let currency = subscriptions.catalogue().currency();
        self.row.cap.map(|cents| Money::new(cents, currency))
    }

    pub(crate) fn standing(&self, subscriptions: &Subscriptions) -> Result<Standing> {
        Ok(billing::standing(
            subscriptions.catalogue(),
            &self.history,
            &self.usage,
            self.now,
        )?)
    }
}

impl Subscriptions {
    /// A moment by the real clock, by the app's.
    pub(crate) fn ahead_by(real: Timestamp, ahead: i64) -> Timestamp {
        real.plus(Duration::from_micros(u64::try_from(ahead).unwrap_or(0)))
    }

    /// Locks the app's subscription and reads everything about it; makes it if there is none.
    pub(crate) async fn load(&self, tx: &mut Tx, app: &domain::AppId) -> Result<Account> {
        let found = store::apps::find_within(tx, app)
            .await?
            .ok_or(Error::UnknownApp)?;
        let row = match store::subscriptions::lock(tx, app).await? {
            Some(row) => row,
            None if found.status == AppStatus::Deleted => return Err(Error::UnknownApp),
            None => self.open(tx, &found).await?,
        };
        self.read(tx, found, row).await
    }

    /// As [`Subscriptions::load`], to be looked at and not to be changed: locks nothing, and sees one state
    /// of all tables.
    pub(crate) async fn view(&self, app: &domain::AppId) -> Result<Account> {
        let mut tx = self.0.store.snapshot().await?;
        let found = store::apps::find_within(&mut tx, app)
            .await?
            .ok_or(Error::UnknownApp)?;
        if let Some(row) = store::subscriptions::find_within(&mut tx, app).await? {
            return self.read(&mut tx, found, row).await;
        }
        drop(tx);
        let mut tx = self.0.store.begin().await?;
        let account = self.load(&mut tx, app).await?;
        tx.commit().await?;
        Ok(account)
    }

    async fn read(&self, tx: &mut Tx, found: App, row: Subscription) -> Result<Account> {
        let app = &found.id;
        let entries = store::subscriptions::entries(tx, app).await?;
        let entries = entries.into_iter().map(entry_of).collect::<Result<Vec<_>>>()?;
        let history = History::replay(self.catalogue(), entries)?;
        let mut invoices = Vec::new();
        for document in store::invoices::of_app(tx, app).await? {
            invoices.push(StoredInvoice {
                id: InvoiceId(document.id),
                invoice: serde_json::from_str(&document.document)?,
            });
        }
        let mut notes = Vec::new();
        for document in store::invoices::credit_notes_of(tx, app).await? {
            notes.push((document.id, serde_json::from_str(&document.document)?));
        }
        let usage = self.counted(tx, app, &history).await?;
        Ok(Account {
            now: Self::ahead_by(self.real_now(), row.ahead),
            attempts: store::payments::of_app(tx, app).await?,
            steps: store::payments::steps_of(tx, app).await?,
            row,
            history,
            invoices,
            notes,
            usage,
            read_to: 0,
            app: found,
        })
    }

    /// As [`Subscriptions::load`], for booking: metering stands still until the transaction ends, so that
    /// usage and how far the journal was read are of the same moment.
    pub(crate) async fn load_to_book(&self, tx: &mut Tx, app: &domain::AppId) -> Result<Account> {
        let read_to = store::journal::lock_cursor(tx, usage::READER).await?;
        let account = self.load(tx, app).await?;
        Ok(Account { read_to, ..account })
    }

    /// Appends a change to the history, at the present or at the last entry's moment if the clock is
    /// behind it.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        account: &mut Account,
        by: Actor,
        change: Change,
    ) -> Result<()> {
        let entry = self.entry(account, by, change);
        let place = i64::try_from(account.history.entries().len()).unwrap_or(i64::MAX);
        account.history.record(self.catalogue(), entry.clone())?;
        self.write_entry(tx, &account.app.id, place, &entry).await
    }

    /// An entry that has not been recorded.
    pub(crate) fn entry(&self, account: &Account, by: Actor, change: Change) -> Entry {
        let last = account.history.entries().last().map(|entry| entry.at);
        Entry {
            id: EntryId(self.0.random.uuid()),
            at: account.now.max(last.unwrap_or(account.now)),
            by,
            change,
        }
    }

    pub(crate) async fn write_entry(
        &self,
        tx: &mut Tx,
        app: &domain::AppId,
        place: i64,
        entry: &Entry,
    ) -> Result<()> {
        let row = EntryRow {
            place,
            id: entry.id.0,
            at: entry.at,
            actor: text_of(&entry.by)?,
            change: serde_json::to_string(&entry.change)?,
        };
        Ok(store::subscriptions::append(tx, app, &row).await?)
    }

    /// Writes an invoice that has changed, with what is posted for it.
    pub(crate) async fn write_invoice(
        &self,
        tx: &mut Tx,
        account: &mut Account,
        day: Date,
        invoice: Invoice,
        posted: &Transaction,
    ) -> Result<()> {
        let document = serde_json::to_string(&invoice)?;
        store::invoices::update(tx, &account.app.id, day, invoice.status(), &document).await?;
        self.post(tx, account, posted).await?;
        if let Some(held) = account.invoices.iter_mut().find(|it| it.invoice.on() == day) {
            held.invoice = invoice;
        }
        Ok(())
    }

    pub(crate) async fn post(&self, tx: &mut Tx, account: &Account, posted: &Transaction) -> Result<()> {
        let rows = posted
            .postings()
            .iter()
            .map(|posting| {
                Ok(LedgerRow {
                    entry: posted.id().to_owned(),
                    account: text_of(&posting.account)?,
                    at: posted.at(),
                    cents: posting.amount.cents(),
                    currency: posting.amount.currency().to_string(),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(store::invoices::post(tx, &account.app.id, &rows).await?)
    }
}

/// An invoice or credit note as it lies in the table.
pub(crate) fn document(
    id: Uuid,
    day: Date,
    number: &billing::InvoiceNumber,
    issued_at: Timestamp,
    content: &impl Serialize,
) -> Result<Document> {
    Ok(Document {
        day,
        id,
        number: number.to_string(),
        issued_at,
        document: serde_json::to_string(content)?,
    })
}

fn entry_of(row: EntryRow) -> Result<Entry> {
    Ok(Entry {
        id: EntryId(row.id),
        at: row.at,
        by: serde_json::from_value(serde_json::Value::String(row.actor))?,
        change: serde_json::from_str(&row.change)?,
    })
}

/// The name under which a fieldless variant is stored.
fn text_of(value: &impl Serialize) -> Result<String> {
    match serde_json::to_value(value)? {
        serde_json::Value::String(text) => Ok(text),
        other => Err(Error::internal(format_args!("{other} is no name"))),
    }
}
