//! A process that is killed while it counts: whatever it had counted is as the journal has it.

use super::world::World;
use crate::Usage;
use domain::AppId;
use domain::Clock as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use store::Store;
use time::macros::date;

const FILE: &str = "CONCLAVE_TEST_KILL_FILE";

/// The process to be killed: lets devices meet without end, counts in small pieces, and says after each.
#[tokio::test]
#[ignore = "started and killed by the test below"]
async fn counter() {
    let store = Store::connect(&std::env::var(FILE).unwrap()).await.unwrap();
    store.migrate().await.unwrap();
    let world = World::new(store);
    let app = world.app(date!(2026 - 03 - 01)).await;
    for round in 0.. {
        let meeting = world.meeting(&app);
        let mut events = vec![meeting.created("2026-03-08T10:00:00Z")];
        for n in 0..20 {
            let device = format!("d{round}-{}", n / 2);
            let user = format!("u{round}-{}", n / 3);
            events.push(meeting.joined("2026-03-08T10:00:00Z", &device));
            events.push(meeting.used_by("2026-03-09T10:00:00Z", &[(&device, &user)]));
        }
        store::journal::append(&world.store, &events).await.unwrap();
        world.usage.catch_up_by(3).await.unwrap();
        // Ends by itself if nobody listens any more.
        if writeln!(std::io::stdout(), "counted {app}").is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn what_was_counted_when_the_process_died_is_what_the_journal_says() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/test.db", folder.path().display());
    let clock = World::clock();
    for round in 1..=4 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "tests::kill::counter", "--ignored", "--nocapture"])
            .env(FILE, &url)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let app = lines
            .filter_map(|line| Some(line.unwrap().split_once("counted ")?.1.to_owned()))
            .nth(round)
            .unwrap();
        child.kill().unwrap();
        child.wait().unwrap();

        let store = Store::connect(&url).await.unwrap();
        let usage = Usage::new(store.clone());
        let before = usage.recount().await.unwrap();
        assert_eq!(before.differences, [], "as it died");
        usage.catch_up().await.unwrap();
        let after = usage.recount().await.unwrap();
        assert_eq!(after.differences, []);
        let app: AppId = app.parse().unwrap();
        let count = usage.fair_count(&app, clock.now().date()).await.unwrap();
        assert!(count.devices >= 20 && count.people >= 14, "{count:?}");
        store.close().await;
    }
}
