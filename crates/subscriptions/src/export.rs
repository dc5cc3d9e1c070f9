//! One invoice with all that it was computed from, and the recomputation.

use crate::overview::find;
use crate::{Error, Result, Subscriptions};
use billing::{Booked, Export, ExportedActiveUser, ExportedCycle, Verdict, verify};
use domain::{AppId, CountBy, Cycle, Date, Timestamp};
use std::collections::BTreeMap;
use store::usage::Counted;

/// Active users read at once.
const PAGE: u32 = 1_000;

/// The answer of a recomputation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recomputed {
    /// Whether every line and the sum are the same, and where not.
    pub verdict: Verdict,
    /// Active users that were looked at.
    pub active_users: usize,
    /// Entries of the history that were followed.
    pub entries: usize,
}

impl Subscriptions {
    /// An invoice and everything that it was computed from, as known when it was issued: what
    /// `conclave billing verify` reads.
    ///
    /// # Errors
    /// [`Error::UnknownInvoice`], [`Error::Store`].
    pub async fn export(&self, app: &AppId, number: &str) -> Result<Export> {
        let account = self.view(app).await?;
        let mut tx = self.0.store.snapshot().await?;
        let held = find(&account, number)?.clone();
        let on = held.invoice.on();
        let read_to = store::invoices::read_to(&mut tx, app, on).await?.unwrap_or(0);
        drop(tx);
        let issued = held
            .invoice
            .issued()
            .ok_or_else(|| Error::internal("an issued invoice is a draft"))?;
        let issued_at = issued.at;
        let before = |at: Timestamp, sequence: u64| (at, sequence) < (issued_at, issued.number.sequence);
        let mut booked: Vec<Booked> = Vec::new();
        for other in &account.invoices {
            if let Some(it) = other.invoice.issued()
                && before(it.at, it.number.sequence)
            {
                booked.extend(other.invoice.booked());
            }
        }
        for (_, note) in account.notes.iter().filter(|(_, note)| note.at < issued_at) {
            booked.extend(note.booked());
        }
        let history = account.history.entries().iter();
        Ok(Export {
            format: Export::FORMAT,
            catalogue: self.catalogue().clone(),
            history: history.filter(|entry| entry.at <= issued_at).cloned().collect(),
            cycles: self
                .cycles(app, account.history.anchor(), issued_at.date(), read_to)
                .await?,
            booked,
            invoice: held.invoice,
        })
    }

    /// Every active user of every cycle up to a day, as far as the journal had been read.
    async fn cycles(
        &self,
        app: &AppId,
        anchor: Date,
        last: Date,
        read_to: i64,
    ) -> Result<Vec<ExportedCycle>> {
        let mut cycles = Vec::new();
        let mut cycle = Cycle::containing(anchor, anchor);
        while cycle.start <= last {
            let by = self.catalogue().rates(cycle.start).count_by;
            let active_users = self.active_users(app, cycle.start, by, read_to).await?;
            if !active_users.is_empty() {
                cycles.push(ExportedCycle {
                    start: cycle.start,
                    active_users,
                    minutes: BTreeMap::new(),
                });
            }
            cycle = Cycle::containing(anchor, cycle.end);
        }
        Ok(cycles)
    }

    async fn active_users(
        &self,
        app: &AppId,
        cycle: Date,
        by: CountBy,
        read_to: i64,
    ) -> Result<Vec<ExportedActiveUser>> {
        let mut users = Vec::new();
        let mut after = None;
        loop {
            let page = self.0.usage.counted(app, cycle, by, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(users);
            };
            after = Some(last.cursor());
            let known = |it: &Counted| it.meeting.as_ref().is_none_or(|meeting| meeting.seq <= read_to);
            users.extend(page.into_iter().filter(known).map(|it| ExportedActiveUser {
                who: it.who,
                at: it.at,
                event: it.event,
                room: it.meeting.map(|meeting| meeting.room),
            }));
        }
    }

    /// Computes an invoice anew from history and journal, and says where it differs.
    ///
    /// # Errors
    /// As [`Subscriptions::export`].
    pub async fn recompute(&self, app: &AppId, number: &str) -> Result<Recomputed> {
        let export = self.export(app, number).await?;
        Ok(Recomputed {
            verdict: verify(&export)?,
            active_users: export.cycles.iter().map(|cycle| cycle.active_users.len()).sum(),
            entries: export.history.len(),
        })
    }
}
