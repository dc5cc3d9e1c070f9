//! What operators are told when the database cannot do what it should.

use crate::fixture::{at, customer};
use sqlx::{ConnectOptions as _, Executor as _};
use std::str::FromStr as _;
use store::testing::random;
use store::{Error, Store};

async fn sqlite() -> (tempfile::TempDir, std::path::PathBuf, Store) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.db");
    let store = Store::connect(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    (folder, file, store)
}

#[tokio::test]
async fn a_database_without_tables_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::connect(&format!("sqlite:{}/x.db", folder.path().display()))
        .await
        .unwrap();
    assert_eq!(store.ping().await, Err(Error::NotMigrated));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    let text = "Dear Ada, ".repeat(500);
    std::fs::write(&file, &text).unwrap();
    let error = Store::connect(&format!("sqlite:{}", file.display()))
        .await
        .unwrap_err();
    assert_eq!(error, Error::Corrupt);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let url = format!("sqlite:{}/file/x.db", folder.path().display());
    assert!(matches!(
        Store::connect(&url).await.unwrap_err(),
        Error::Missing(_)
    ));
    let url = format!("sqlite:{}", folder.path().display());
    assert!(matches!(
        Store::connect(&url).await.unwrap_err(),
        Error::Missing(_)
    ));
}

#[tokio::test]
async fn another_process_that_holds_the_lock_makes_it_busy() {
    let (_folder, file, store) = sqlite().await;
    let mut other = sqlx::sqlite::SqliteConnectOptions::from_str(&format!("sqlite:{}", file.display()))
        .unwrap()
        .connect()
        .await
        .unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let error = store::nodes::started(&store, "a", at(0)).await.unwrap_err();
    assert_eq!(error, Error::Busy);
    // Reading goes on meanwhile.
    store.ping().await.unwrap();
    other.execute("ROLLBACK").await.unwrap();
    store::nodes::started(&store, "a", at(0)).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_saved() {
    let (_folder, _file, store) = sqlite().await;
    let Store::Sqlite(handle) = &store else {
        unreachable!()
    };
    let random = random();
    let first = customer(&random);
    let mut tx = store.begin().await.unwrap();
    store::customers::insert(&mut tx, &first).await.unwrap();
    tx.commit().await.unwrap();
    // The file may not grow any more.
    handle.limit_pages(1).await.unwrap();
    let mut error = None;
    for _ in 0..1_000 {
        let mut big = customer(&random);
        big.organisation = "x".repeat(5_000);
        let mut tx = store.begin().await.unwrap();
        if let Err(e) = store::customers::insert(&mut tx, &big).await {
            error = Some(e);
            break;
        }
        tx.commit().await.unwrap();
    }
    assert_eq!(error, Some(Error::DiskFull));
    assert_eq!(
        store::customers::find(&store, first.id).await.unwrap(),
        Some(first)
    );
}

#[tokio::test]
async fn a_server_without_the_database_or_the_user_says_which() {
    if std::env::var(store::testing::SQLITE_ONLY).is_ok_and(|value| value == "1") {
        return;
    }
    let server = std::env::var(store::testing::POSTGRES).expect("run `make test`");
    let (address, _) = server.rsplit_once('/').unwrap();
    let error = Store::connect(&format!("{address}/not_there")).await.unwrap_err();
    assert!(matches!(error, Error::Missing(_)), "{error:?}");
    let stranger = address.replace("postgres@", "stranger@");
    let error = Store::connect(&format!("{stranger}/postgres")).await.unwrap_err();
    assert_eq!(error, Error::Denied);
}

#[test]
fn every_message_is_one_plain_sentence() {
    for error in [
        Error::NotMigrated,
        Error::Busy,
        Error::DiskFull,
        Error::ReadOnly,
        Error::Disk,
        Error::Corrupt,
        Error::Denied,
        Error::Missing("x".to_owned()),
        Error::Unreachable("x".to_owned()),
    ] {
        let text = error.to_string();
        assert!(
            text.len() > 20 && !text.contains('\n') && !text.contains("sqlx"),
            "{text}"
        );
    }
}
