//! What a customer owes, to the cent: plans, history, the bill, invoices, credit notes, the ledger.
//!
//! Everything here is a pure function of values. There is no clock, no randomness and no I/O, so a bill
//! can be computed by whoever has the history and the counts: the server that books it, the page that
//! previews it, and the customer who doubts it.
//!
//! * [`bill`] says which invoices *should* exist at a moment, line by line.
//! * [`difference`] says what is missing from what is *booked*; booking that and asking again gives
//!   nothing.
//! * [`upcoming`] and [`preview`] are the same computation at the next anchor, the latter with a change
//!   applied to the history.
//! * [`verify`] recomputes an exported invoice and says where it differs.
//!
//! The rules are those of contract §5.3 and §5.4; the readings chosen where the contract is silent are
//! in `docs/decisions/0006-billing.md`. Days are UTC.

mod add_on;
mod alert;
mod bill;
mod booked;
mod catalogue;
mod credit_note;
mod day;
mod difference;
mod dunning;
mod entry;
mod error;
mod export;
mod forecast;
mod gate;
mod history;
mod invoice;
mod ledger;
mod line;
mod months;
mod number;
mod overage;
mod plan;
mod preview;
mod rate;
mod rate_card;
mod refused;
mod standing;
mod state;
mod thirty;
mod usage;
mod verify;

pub use add_on::AddOn;
pub use alert::{ALERTS, alerts};
pub use bill::{Due, bill};
pub use booked::Booked;
pub use catalogue::{Catalogue, Mistake};
pub use credit_note::{Credit, CreditNote};
pub use difference::{Correction, Difference, difference};
pub use dunning::{Action, Attempt, Dunning, Step};
pub use entry::{Actor, Change, Closing, Entry, EntryId};
pub use error::{Error, Result};
pub use export::{Export, ExportedActiveUser, ExportedCycle};
pub use forecast::{Forecast, forecast};
pub use gate::{Ask, Refusal, RefusalCode, gate};
pub use history::{History, Recorded};
pub use invoice::{Invoice, InvoiceState, Issue, Issued, Parties, Party, Payment};
pub use ledger::{Account, Ledger, Posting, Transaction};
pub use line::{Cause, Item, Key, Line, Period, Quantity};
pub use number::{InvoiceNumber, Numbering};
pub use plan::{Offer, PlanKey, PlanVersion};
pub use preview::{preview, upcoming};
pub use rate::Rate;
pub use rate_card::RateCard;
pub use refused::Refused;
pub use standing::{Standing, standing};
pub use state::{Access, Life, State};
pub use thirty::{DAYS, remaining_days};
pub use usage::{CycleUsage, NewDevices, Usage};
pub use verify::{Deviation, Verdict, verify};
