//! One invoice with everything that it was computed from, as JSON that stands for itself.

use crate::{AddOn, Booked, Catalogue, Entry, Error, Invoice, Result};
use domain::{Date, EventId, RoomName, Somebody, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An invoice and what it was computed from, as known when it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// The layout of this file; [`Export::FORMAT`].
    pub format: u32,
    /// The prices.
    pub catalogue: Catalogue,
    /// The history of the account.
    pub history: Vec<Entry>,
    /// What was used, cycle by cycle, user by user.
    pub cycles: Vec<ExportedCycle>,
    /// Every line on invoices and credit notes issued before this invoice.
    pub booked: Vec<Booked>,
    /// The invoice.
    pub invoice: Invoice,
}

/// What was used in one cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedCycle {
    /// Its first day.
    #[serde(with = "crate::day")]
    pub start: Date,
    /// Every active user.
    pub active_users: Vec<ExportedActiveUser>,
    /// Whole minutes of add-ons.
    pub minutes: BTreeMap<AddOn, u64>,
}

/// Somebody and where he first counted in his cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportedActiveUser {
    /// The device, or the person where people are counted.
    pub who: Somebody,
    /// When he first counted.
    pub at: Timestamp,
    /// The event in the journal.
    pub event: EventId,
    /// The room of the meeting, if the event is still in the journal.
    pub room: Option<RoomName>,
}

impl Export {
    /// The layout that this version writes and reads.
    pub const FORMAT: u32 = 1;

    /// Reads an export.
    ///
    /// # Errors
    /// [`Error::Export`] with what is wrong and where.
    pub fn read(json: &str) -> Result<Self> {
        let export: Self = serde_json::from_str(json).map_err(|error| Error::Export(error.to_string()))?;
        if export.format == Self::FORMAT {
            Ok(export)
        } else {
            Err(Error::Export(format!(
                "it has format {}, but this program reads {}; use the version that wrote it",
                export.format,
                Self::FORMAT
            )))
        }
    }

    /// The export as JSON for people and programs.
    ///
    /// # Errors
    /// [`Error::Export`].
    pub fn write(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map_err(|error| Error::Export(error.to_string()))
    }
}
