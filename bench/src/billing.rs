//! One billing run over many customers with ten entries each in their history: customers for a CPU-second,
//! and the most memory that it took, for several numbers of customers. The books are on disk, as in a server.

use billing::{Actor, Catalogue, Change, Dunning, EntryId, Party, PlanKey};
use domain::{AppId, CustomerId, ManualClock, Random, Timestamp};
use payments::simulated::MemoryShelf;
use payments::{AnyGateway, Simulated};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use std::io::{Error, Result};
use std::sync::Arc;
use std::time::Instant;
use store::Store;
use store::apps::{App, AppMode, AppStatus};
use store::customers::Customer;
use store::subscriptions::{EntryRow, Subscription};
use subscriptions::{Settings, Subscriptions};
use time::macros::datetime;
use usage::Usage;

/// Customers written in one transaction when the database is filled.
const CHUNK: usize = 1_000;

/// Runs the sizes in processes of their own, because the most memory is counted for a whole process.
pub(crate) fn run(most: usize) -> Result<()> {
    println!("customers    run s    CPU s   customers per CPU-second   most memory MiB   invoices");
    for customers in [most / 100, most / 10, most] {
        let status = std::process::Command::new(std::env::current_exe()?)
            .args(["billing-one", &customers.to_string()])
            .status()?;
        if !status.success() {
            return Err(Error::other("a size could not be measured"));
        }
    }
    Ok(())
}

/// One size.
pub(crate) fn one(customers: usize) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime
        .block_on(measure(customers))
        .map_err(|error| Error::other(error.to_string()))
}

async fn measure(customers: usize) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}/bench.db", folder.path().display());
    let store = Store::connect(&url).await?;
    store.migrate().await?;
    let random = Arc::new(Random::new(StdRng::seed_from_u64(3)));
    fill(&store, &random, customers).await?;
    let now = Timestamp::from(datetime!(2026-04-08 06:00 UTC));
    let clock = Arc::new(ManualClock::new(now));
    let gateway = || AnyGateway::Simulated(Simulated::new(Arc::new(MemoryShelf::default()), clock.clone()));
    let subscriptions = Subscriptions::new(
        store.clone(),
        Usage::new(store.clone()),
        clock.clone(),
        random,
        Settings {
            catalogue: Catalogue::default(),
            dunning: Dunning::default(),
            seller: Party::default(),
            note: String::new(),
            payment_days: 14,
            public_url: String::new(),
        },
        gateway(),
        gateway(),
    );
    let (cpu, start) = (cpu_seconds(), Instant::now());
    let ran = subscriptions.run().await?;
    let (cpu, wall) = (cpu_seconds() - cpu, start.elapsed().as_secs_f64());
    assert_eq!((ran.looked_at, ran.failed), (customers as u64, 0));
    let last = store::invoices::lock_series(&mut store.begin().await?, "INV").await?;
    println!(
        "{customers:9} {wall:8.1} {cpu:8.1} {:26.0} {:17.0} {last:10}",
        customers as f64 / cpu,
        most_memory_mib()
    );
    store.close().await;
    Ok(())
}

/// Everybody signed up on 8 March and made nine changes since; one invoice falls due on 8 April.
async fn fill(
    store: &Store,
    random: &Random,
    customers: usize,
) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let begin = Timestamp::from(datetime!(2026-03-08 09:30 UTC));
    let plan = |name: &str| -> PlanKey { format!("{name}@1").parse().unwrap_or_else(|e| panic!("{e}")) };
    let changes = [
        Change::SignedUp { plan: plan("dev") },
        Change::CardAttached,
        Change::Upgraded { to: plan("basic") },
        Change::Upgraded { to: plan("standard") },
        Change::DowngradeScheduled { to: plan("basic") },
        Change::DowngradeUndone,
        Change::Cancelled {
            reason: String::new(),
        },
        Change::CancellationReverted,
        Change::Upgraded { to: plan("business") },
        Change::DowngradeScheduled { to: plan("standard") },
    ];
    let mut left = customers;
    while left > 0 {
        let mut tx = store.begin().await?;
        for _ in 0..left.min(CHUNK) {
            let customer = Customer {
                id: CustomerId::new(random),
                organisation: "Analytical Engines".to_owned(),
                anchor: begin.date(),
                created_at: begin,
            };
            store::customers::insert(&mut tx, &customer).await?;
            let app = App {
                id: AppId::new(random),
                customer: customer.id,
                mode: AppMode::Live,
                status: AppStatus::Active,
                anchor: begin.date(),
                created_at: begin,
            };
            store::apps::insert(&mut tx, &app).await?;
            store::subscriptions::insert(&mut tx, &subscription(&app, begin)?).await?;
            for (place, change) in (0_i64..).zip(&changes) {
                let day = std::time::Duration::from_secs(24 * 3600 * 2 * place.unsigned_abs());
                let row = EntryRow {
                    place,
                    id: EntryId(random.uuid()).0,
                    at: begin.plus(day),
                    actor: serde_json::to_value(Actor::Customer)?
                        .as_str()
                        .unwrap_or_default()
                        .to_owned(),
                    change: serde_json::to_string(change)?,
                };
                store::subscriptions::append(&mut tx, &app.id, &row).await?;
            }
        }
        tx.commit().await?;
        left -= left.min(CHUNK);
    }
    Ok(())
}

fn subscription(app: &App, begin: Timestamp) -> serde_json::Result<Subscription> {
    Ok(Subscription {
        app: app.id.clone(),
        ahead: 0,
        due_at: Some(begin),
        payer: None,
        card: None,
        bill_to: serde_json::to_string(&Party::default())?,
        cap: None,
        alert_cycle: None,
        alert_mark: 0,
        erased_at: None,
    })
}

/// User and system time of this process.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let mut ticks = fields.split_whitespace().skip(11).take(2);
    let mut next = || {
        ticks
            .next()
            .and_then(|text| text.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    // The kernel shows hundredths of a second, whatever its own clock.
    (next() + next()) / 100.0
}

fn most_memory_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
