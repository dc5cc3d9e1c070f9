//! A billing run that is killed a thousand times at random moments: every invoice is there once, every
//! number is given once and without gaps, and nobody is charged twice.

#![expect(clippy::unwrap_used, reason = "a broken assumption should fail the test")]

#[path = "../story/world.rs"]
#[expect(dead_code, reason = "the stories need more of it")]
mod world;

use domain::{AppId, Clock as _, ManualClock, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use subscriptions::Wish;
use time::macros::datetime;
use world::{GOOD, World};

const FILE: &str = "CONCLAVE_TEST_KILL_FILE";
const NOW: &str = "CONCLAVE_TEST_KILL_NOW";

const CUSTOMERS: usize = 40;
const KILLS: usize = 1_000;

/// The process to be killed: bills whatever is due at the moment that it is given, and ends.
#[tokio::test]
#[ignore = "started and killed by the test below"]
async fn biller() {
    let store = Store::connect(&std::env::var(FILE).unwrap()).await.unwrap();
    let now: Timestamp = std::env::var(NOW).unwrap().parse().unwrap();
    let clock = Arc::new(ManualClock::new(now));
    let subscriptions = world::service(&store, &clock, &Arc::new(store::testing::random()));
    let ran = subscriptions.run().await.unwrap();
    assert_eq!(ran.failed, 0);
}

/// Starts the run and lets it live for so long; answers whether it had ended by itself.
fn run(url: &str, now: Timestamp, life: Option<Duration>) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "biller", "--ignored"])
        .env(FILE, url)
        .env(NOW, now.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let Some(life) = life else {
        return child.wait().unwrap().success();
    };
    sleep(life);
    let ended = child.try_wait().unwrap().is_some_and(|status| status.success());
    let _ = child.kill();
    child.wait().unwrap();
    ended
}

#[expect(
    clippy::disallowed_methods,
    reason = "nothing is waited for: the kill shall come at a moment that nobody chose"
)]
fn sleep(life: Duration) {
    std::thread::sleep(life);
}

#[tokio::test]
async fn a_thousand_kills_bill_nobody_twice_and_forget_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/test.db", folder.path().display());
    let apps = customers(&url).await;
    let mut random = StdRng::seed_from_u64(1_000);
    let (mut kills, mut month) = (0, 0_u8);
    // Cycle after cycle; each is billed to its end at last, once it was broken off some times.
    while kills < KILLS {
        month += 1;
        let now = morning(month);
        for _ in 0..50 {
            // A whole run takes longer than most of these, so most are killed somewhere in it.
            let life = Duration::from_micros(random.random_range(5_000..60_000));
            if run(&url, now, Some(life)) {
                break;
            }
            kills += 1;
        }
        assert!(run(&url, now, None), "month {month}");
        check(&url, &apps, month).await;
    }
}

/// Everything that is due on the 8th, month after month.
fn morning(month: u8) -> Timestamp {
    let months = 3 + i32::from(month);
    let (year, month) = (2026 + (months - 1) / 12, (months - 1) % 12 + 1);
    let month = time::Month::try_from(u8::try_from(month).unwrap()).unwrap();
    let day = time::Date::from_calendar_date(year, month, 8).unwrap();
    day.with_hms(6, 0, 0).unwrap().assume_utc().into()
}

async fn customers(url: &str) -> Vec<AppId> {
    let store = Store::connect(url).await.unwrap();
    store.migrate().await.unwrap();
    let world = World::new(store.clone()).await;
    assert_eq!(
        world.clock.now(),
        Timestamp::from(datetime!(2026-03-08 09:30 UTC))
    );
    let mut apps = vec![world.live.clone()];
    for number in 1..CUSTOMERS {
        let email = format!("ada{number}@example.org");
        let (app, _) = world::tenant(&store, &world.random, world.clock.now(), &email).await;
        apps.push(app);
    }
    for app in &apps {
        world.card(app, GOOD).await;
        let to = "basic@1".parse().unwrap();
        world.subscriptions.change(app, &Wish::Plan { to }).await.unwrap();
    }
    store.close().await;
    apps
}

async fn check(url: &str, apps: &[AppId], month: u8) {
    let store = Store::connect(url).await.unwrap();
    let clock = Arc::new(ManualClock::new(morning(month)));
    let subscriptions = world::service(&store, &clock, &Arc::new(store::testing::random()));
    let mut numbers = BTreeSet::new();
    let mut charges = BTreeSet::new();
    for app in apps {
        let overview = subscriptions.overview(app).await.unwrap();
        assert_eq!(overview.invoices.len(), usize::from(month) + 1, "{app}");
        for held in &overview.invoices {
            let issued = held.invoice.issued().unwrap();
            assert_eq!(held.invoice.status(), "paid", "{}", issued.number);
            assert_eq!(held.invoice.net(), world::usd(9_900));
            assert_eq!(issued.payments.len(), 1);
            assert!(numbers.insert(issued.number.sequence), "{} twice", issued.number);
            assert!(
                charges.insert(issued.payments[0].id.clone()),
                "one charge for two invoices"
            );
        }
        // What the provider has taken is what is booked: one charge for each invoice.
        assert_eq!(overview.attempts.len(), overview.invoices.len());
    }
    let gapless: BTreeSet<u64> = (1..=numbers.len() as u64).collect();
    assert_eq!(numbers, gapless);
    let balances = subscriptions.balances().await.unwrap();
    let sum: i64 = balances.iter().map(|(_, money)| money.cents()).sum();
    assert_eq!(sum, 0);
    store.close().await;
}
