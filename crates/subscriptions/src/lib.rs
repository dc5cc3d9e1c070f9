//! Subscriptions: which plan an app has, what is billed for it, and how that is paid.
//!
//! The rules are in `billing`, which has no database; the money is moved by `payments`, which knows no
//! invoice. This crate keeps the books: it reads history and usage, writes down what is missing from
//! them, and charges what was written. See `docs/decisions/0009-subscriptions.md`.
//!
//! * Every app has one subscription, made the first time that anybody looks at it.
//! * Whatever changes a subscription locks its row, reads everything, and writes in one transaction.
//!   An invoice, its number, its entry in the ledger and the credit notes of the same moment are one.
//! * Money moves between transactions: the attempt is written down, then made, then its outcome is
//!   written down. A process that dies in between makes the same attempt again under the same key.
//! * A sandbox has a clock of its own that can be set ahead, a payment provider that moves no money, and
//!   numbers of its own. Everything else is the very same code.

mod account;
mod alerts;
mod ask;
mod book;
mod cards;
mod change;
mod clock;
mod collect;
mod conclude;
mod counted;
mod data_export;
mod details;
mod devices;
mod door;
mod erase;
mod error;
mod export;
mod generate;
mod mail;
mod notice;
mod open;
mod operator;
mod overview;
mod run;
mod service;
mod settle;
mod shelf;
mod timeline;

pub use account::{CardOnFile, InvoiceId, StoredInvoice};
pub use ask::Wish;
pub use clock::FURTHEST;
pub use data_export::DataExport;
pub use door::{Pass, Visit};
pub use error::{Error, Result};
pub use export::Recomputed;
pub use generate::{Generated, MOST_GENERATED};
pub use operator::Act;
pub use overview::{Overview, PlanCard, Preview, PreviewedInvoice};
pub use run::Ran;
pub use service::{Settings, Subscriptions};
pub use shelf::StoreShelf;
pub use timeline::{Happened, What};
