//! What has been put on paper: lines of issued invoices and of the credit notes that corrected them.

use crate::Line;
use domain::Date;
use serde::{Deserialize, Serialize};

/// One line that has been issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// The day of the invoice that it is on; for a line of a credit note, that of the invoice credited.
    #[serde(with = "crate::day")]
    pub on: Date,
    /// The line.
    pub line: Line,
}
