//! `conclave billing`: verifying an invoice, and what the operator does by hand.

mod verify;

use crate::billing_setup::{self, Parts};
use crate::cli::{BillingCommand, Books, OneApp};
use crate::clock::SystemClock;
use crate::failure::Failure;
use domain::{Clock, Money, Random};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::sync::Arc;
use store::Store;
use subscriptions::{Act, Error, Subscriptions};
use usage::Usage;

/// Does what the command line asks of the books.
pub(crate) async fn run(command: BillingCommand) -> Result<(), Failure> {
    match command {
        BillingCommand::Verify { file } => verify::run(&file),
        BillingCommand::Balances(books) => balances(&open(&books).await?).await,
        BillingCommand::Paid {
            invoice,
            reference,
            amount,
        } => {
            let books = open(&invoice.app.books).await?;
            let amount = amount.map(|cents| Money::new(cents, books.catalogue().currency()));
            let done = books.mark_paid(&invoice.app.app, &invoice.number, amount, &reference);
            told(done.await, "The payment is in the books.")
        }
        BillingCommand::Void(invoice) => {
            let books = open(&invoice.app.books).await?;
            let done = books.void(&invoice.app.app, &invoice.number);
            told(done.await, "The invoice is void.")
        }
        BillingCommand::Credit {
            invoice,
            amount,
            text,
        } => {
            let books = open(&invoice.app.books).await?;
            let amount = Money::new(amount, books.catalogue().currency());
            let done = books.give_credit(&invoice.app.app, &invoice.number, amount, &text);
            told(done.await, "The credit note is issued.")
        }
        BillingCommand::Block { app, reason } => act(&app, Act::Block(reason), "The rooms are closed.").await,
        BillingCommand::Unblock(app) => act(&app, Act::Unblock, "The rooms are open again.").await,
        BillingCommand::Plan { app, to } => act(&app, Act::Plan(to), "The plan is changed.").await,
        BillingCommand::Close(app) => act(&app, Act::Close, "The account has ended.").await,
        BillingCommand::Run(books) => book(&open(&books).await?).await,
    }
}

/// The service over books that are there. Makes no database.
async fn open(books: &Books) -> Result<Subscriptions, Failure> {
    let database = &books.database;
    if database.is_to_be_made() {
        return Err(Failure::sentence(format!(
            "There is no database in {}. Name its folder with --data, or its address with --database-url.",
            database.data.display()
        )));
    }
    // One crypto library for calls to the payment provider; whoever asks later gets this one.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let store = Store::connect_existing(&database.url()).await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let parts = Parts {
        usage: Usage::new(store.clone()),
        store,
        clock,
        random: Arc::new(Random::new(StdRng::from_os_rng())),
        public_url: books.public_url.trim_end_matches('/').to_owned(),
    };
    billing_setup::subscriptions(&books.payments, parts).await
}

async fn act(app: &OneApp, act: Act, done: &str) -> Result<(), Failure> {
    told(open(&app.books).await?.act(&app.app, act).await, done)
}

async fn balances(books: &Subscriptions) -> Result<(), Failure> {
    let currency = books.catalogue().currency();
    let balances = books.balances().await.map_err(|error| failure(&error))?;
    for (account, amount) in &balances {
        say(&format!(
            "{:<11} {:>20}",
            format!("{account:?}"),
            amount.to_string()
        ));
    }
    let sum = Money::sum(balances.into_iter().map(|(_, amount)| amount), currency)
        .map_err(|error| Failure::new("The balances cannot be added", &error))?;
    say(&format!("{:<11} {:>20}", "Sum", sum.to_string()));
    if sum.is_zero() {
        Ok(())
    } else {
        Err(Failure::sentence(
            "The ledger does not sum to zero; something was written into it by other means.",
        ))
    }
}

async fn book(books: &Subscriptions) -> Result<(), Failure> {
    let ran = books.run().await.map_err(|error| failure(&error))?;
    say(&format!(
        "{} subscriptions were due, {} could not be finished.",
        ran.looked_at, ran.failed
    ));
    if ran.failed == 0 {
        Ok(())
    } else {
        Err(Failure::sentence(
            "Those that could not be finished are tried again later; the log says why.",
        ))
    }
}

fn told(result: Result<(), Error>, done: &str) -> Result<(), Failure> {
    result.map_err(|error| failure(&error))?;
    say(done);
    Ok(())
}

fn failure(error: &Error) -> Failure {
    Failure::new("Nothing more was done", error)
}

#[expect(
    clippy::print_stdout,
    reason = "a command's answer belongs on standard output"
)]
fn say(text: &str) {
    println!("{text}");
}
