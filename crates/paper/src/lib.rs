//! Invoices and credit notes on paper: as PDF for people and archives, as CSV for spreadsheets.
//!
//! Everything here is a pure function of values. There is no clock, no randomness and no I/O, so the
//! same document gives the same bytes wherever and whenever it is asked for.
//!
//! PDFs are A4, tagged for screen readers (PDF/UA-1) and fit for archives (PDF/A-2a). They are set in
//! Inter, which has Latin, Greek and Cyrillic. A character that it does not have is printed as `?`, and
//! one that draws nothing by itself (joiners, variation selectors, marks of direction, controls) is left
//! out; nobody's name can keep an invoice from being printed. The metadata and the CSV have the names as
//! they are.

mod credit_note;
mod error;
mod face;
mod head;
mod invoice;
mod look;
mod printable;
mod run;
mod sheet;
mod spreadsheet;
mod style;
mod table;
mod totals;
mod words;
mod wrap;
mod write;

pub use credit_note::credit_note_pdf;
pub use error::{Error, Result};
pub use invoice::invoice_pdf;
pub use spreadsheet::invoice_csv;
pub use style::Style;
