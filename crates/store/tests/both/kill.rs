//! A process that is killed while it writes: every event it was told is kept, once.

use crate::fixture::at;
use domain::{AppId, EventId, MeetingEvent, MeetingFact, SessionId};
use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use store::Store;
use store::testing::random;

const FILE: &str = "CONCLAVE_TEST_KILL_FILE";

/// The process to be killed: appends without end from several tasks and prints every id that was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started and killed by the test below"]
async fn writer() {
    let store = Store::connect(&std::env::var(FILE).unwrap()).await.unwrap();
    store.migrate().await.unwrap();
    let app = AppId::new(&random());
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (store, app) = (store.clone(), app.clone());
            tokio::spawn(async move {
                let random = random();
                loop {
                    let event = MeetingEvent {
                        id: EventId::new(&random),
                        app: app.clone(),
                        room: "stand-up".parse().unwrap(),
                        session: SessionId::new(&random),
                        at: at(0),
                        fact: MeetingFact::RoomCreated,
                    };
                    store::journal::append(&store, std::slice::from_ref(&event))
                        .await
                        .unwrap();
                    // Ends by itself if nobody listens any more.
                    if writeln!(std::io::stdout(), "kept {}", event.id.0).is_err() {
                        return;
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/test.db", folder.path().display());
    for round in 1..=3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::writer", "--ignored", "--nocapture"])
            .env(FILE, &url)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut kept = HashSet::new();
        let mut note = |line: std::io::Result<String>| {
            if let Some((_, id)) = line.unwrap().split_once("kept ") {
                kept.insert(id.to_owned());
            }
            kept.len()
        };
        while note(lines.next().unwrap()) < 40 * round {}
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had printed before it died counts too; a line cut short does not.
        let mut rest: Vec<_> = lines.collect();
        rest.pop();
        for line in rest {
            note(line);
        }

        let store = Store::connect(&url).await.unwrap();
        let events = store::journal::read_after(&store, 0, 1_000_000).await.unwrap();
        let there: HashSet<_> = events
            .iter()
            .map(|recorded| recorded.event.id.0.to_string())
            .collect();
        assert_eq!(there.len(), events.len());
        assert!(kept.is_subset(&there), "round {round}");
        assert_eq!(
            store::journal::open_sessions(&store).await.unwrap().len(),
            there.len()
        );
        assert!(store::journal::head(&store).await.unwrap() >= events.last().unwrap().seq);
        store.close().await;
    }
}
