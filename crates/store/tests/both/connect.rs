//! Opening a database.

use store::testing::{on_both, on_sqlite};
use store::{Error, Shape, Store};

#[tokio::test]
async fn a_ready_database_answers_and_migrating_again_changes_nothing() {
    on_both(async |store| {
        store.ping().await.unwrap();
        store.migrate().await.unwrap();
        store.ping().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_file_and_its_folders_are_made_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/a/b/c.db", folder.path().display());
    let store = Store::connect(&url).await.unwrap();
    assert_eq!(store.ping().await, Err(Error::NotMigrated));
    store.migrate().await.unwrap();
    store::nodes::started(&store, "a", domain::Timestamp::from_seconds(1))
        .await
        .unwrap();
    store.close().await;
    let again = Store::connect(&url).await.unwrap();
    again.migrate().await.unwrap();
    assert_eq!(
        store::nodes::last_seen(&again).await.unwrap(),
        Some(domain::Timestamp::from_seconds(1))
    );
    again.close().await;
}

#[tokio::test]
async fn a_look_at_a_database_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a/none.db");
    let url = format!("sqlite:{}", file.display());
    let error = Store::connect_existing(&url).await.unwrap_err();
    assert!(matches!(error, Error::Missing(_)), "{error:?}");
    assert!(error.to_string().contains("none.db"), "{error}");
    assert!(!folder.path().join("a").exists());
    Store::connect(&url).await.unwrap().close().await;
    let found = Store::connect_existing(&url).await.unwrap();
    assert_eq!(found.shape().await, Err(Error::NotMigrated));
    found.migrate().await.unwrap();
    assert_eq!(found.shape().await, Ok(Shape::Current));
    found.close().await;
}

#[tokio::test]
async fn a_rehearsed_write_leaves_nothing() {
    on_both(async |store| {
        assert_eq!(store.shape().await, Ok(Shape::Current));
        store.rehearse_write().await.unwrap();
        assert_eq!(store::nodes::last_seen(&store).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused_without_repeating_its_password() {
    for url in [
        "",
        "mysql://root:secret@host/db",
        "data.db",
        "sqlite::memory:",
        "postgres://user:secret@[host/db",
    ] {
        let error = Store::connect(url).await.unwrap_err();
        assert!(matches!(error, Error::Address(_)), "{url}: {error:?}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = Store::connect(&format!("postgres://postgres:secret@127.0.0.1:{port}/x"))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[tokio::test]
async fn what_is_acknowledged_is_on_the_disk() {
    on_sqlite(async |store| {
        let Store::Sqlite(handle) = &store else {
            unreachable!()
        };
        let (journal, synchronous, keys) = handle.settings().await.unwrap();
        assert_eq!((journal.as_str(), synchronous, keys), ("wal", 2, 1));
    })
    .await;
}
