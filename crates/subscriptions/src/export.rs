//! One invoice with all that it was computed from, and the recomputation.

use crate::overview::find;
use crate::{Error, Result, Subscriptions};
use billing::{Booked, Export, ExportedCycle, ExportedDevice, Verdict, verify};
use domain::{AppId, CountBy, Cycle, Date, Timestamp};
use std::collections::BTreeMap;

/// Devices read at once.
const PAGE: u32 = 1_000;

/// The answer of a recomputation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recomputed {
    /// Whether every line and the sum are the same, and where not.
    pub verdict: Verdict,
    /// Devices that were looked at.
    pub devices: usize,
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
        let mut tx = self.0.store.begin().await?;
        let account = self.load(&mut tx, app).await?;
        let held = find(&account, number)?.clone();
        let on = held.invoice.on();
        let read_to = store::invoices::read_to(&mut tx, app, on).await?.unwrap_or(0);
        tx.commit().await?;
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

    /// Every device of every cycle up to a day, as far as the journal had been read.
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
            let devices = self.exported_devices(app, cycle.start, by, read_to).await?;
            if !devices.is_empty() {
                cycles.push(ExportedCycle {
                    start: cycle.start,
                    devices,
                    minutes: BTreeMap::new(),
                });
            }
            cycle = Cycle::containing(anchor, cycle.end);
        }
        Ok(cycles)
    }

    async fn exported_devices(
        &self,
        app: &AppId,
        cycle: Date,
        by: CountBy,
        read_to: i64,
    ) -> Result<Vec<ExportedDevice>> {
        let mut devices = Vec::new();
        let mut after = None;
        loop {
            let page = store::usage::devices_of(&self.0.store, app, cycle, by, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(devices);
            };
            after = Some(last.cursor());
            let known = page.into_iter().filter(|it| it.seq <= read_to);
            devices.extend(known.map(|it| ExportedDevice {
                device: it.device,
                at: it.at,
                event: it.event,
                room: it.room,
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
            devices: export.cycles.iter().map(|cycle| cycle.devices.len()).sum(),
            entries: export.history.len(),
        })
    }
}
