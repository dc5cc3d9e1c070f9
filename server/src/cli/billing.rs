//! What the operator can do by hand about invoices and accounts.

use super::{Database, Payments};
use billing::PlanKey;
use clap::{Args, Subcommand};
use domain::AppId;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(crate) enum BillingCommand {
    /// Recompute an invoice from its proof, without a database, and say where it differs
    Verify {
        /// The proof, as the invoice's page hands it out
        file: PathBuf,
    },
    /// Show what stands on each account of the ledger; the sum must be zero
    Balances(Box<Books>),
    /// Mark an invoice as paid by a transfer
    Paid {
        #[command(flatten)]
        invoice: Box<OneInvoice>,
        /// What the transfer is called at the bank; the same one again is the same payment
        #[arg(long, value_name = "TEXT")]
        reference: String,
        /// How much came, in cents; without it, what is owed
        #[arg(long, value_name = "CENTS")]
        amount: Option<i64>,
    },
    /// Give an open invoice up as if it had not been issued
    Void(Box<OneInvoice>),
    /// Credit a part of an invoice; what was paid of it goes back to the card
    Credit {
        #[command(flatten)]
        invoice: Box<OneInvoice>,
        /// How much of the lines, without taxes, in cents
        #[arg(long, value_name = "CENTS")]
        amount: i64,
        /// Why, for the customer
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
    /// Close the rooms of an app
    Block {
        #[command(flatten)]
        app: Box<OneApp>,
        /// Why; kept in the history
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Open the rooms of an app again
    Unblock(Box<OneApp>),
    /// Give an app a plan, also one that is arranged by hand: at once if it is higher, else with the next cycle
    Plan {
        #[command(flatten)]
        app: Box<OneApp>,
        /// Which version of which plan, as in basic@1
        #[arg(value_name = "PLAN")]
        to: PlanKey,
    },
    /// End an app's account at once; its data is erased when the rest of its cycle is billed
    Close(Box<OneApp>),
    /// Book and charge everything that is due, as the server does by itself
    Run(Box<Books>),
}

/// Where the books are, and who takes the money.
#[derive(Debug, Clone, Args)]
pub(crate) struct Books {
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub payments: Payments,
    /// How browsers reach the server, for links in mails
    #[arg(
        long,
        env = "CONCLAVE_PUBLIC_URL",
        default_value = "http://localhost:8080",
        value_name = "URL"
    )]
    pub public_url: String,
}

/// One app in the books.
#[derive(Debug, Clone, Args)]
pub(crate) struct OneApp {
    /// The AppID, as in vpaas-magic-cookie-…
    pub app: AppId,
    #[command(flatten)]
    pub books: Books,
}

/// One invoice in the books.
#[derive(Debug, Clone, Args)]
pub(crate) struct OneInvoice {
    #[command(flatten)]
    pub app: OneApp,
    /// The invoice's number, as in INV-000042
    pub number: String,
}
