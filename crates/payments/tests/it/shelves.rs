//! Shelves: nobody's text is lost, whoever writes at the same time.

use futures::future::join_all;
use payments::simulated::{FolderShelf, MemoryShelf, Shelf};
use tempfile::TempDir;

async fn replaces_only_what_was_read(shelf: &dyn Shelf) {
    assert_eq!(shelf.get("a").await.unwrap(), None);
    assert!(!shelf.replace("a", Some("old"), "new").await.unwrap());
    assert!(shelf.replace("a", None, "one").await.unwrap());
    assert!(!shelf.replace("a", None, "two").await.unwrap());
    assert!(!shelf.replace("a", Some("two"), "three").await.unwrap());
    assert_eq!(shelf.get("a").await.unwrap().as_deref(), Some("one"));
    assert!(shelf.replace("a", Some("one"), "").await.unwrap());
    assert!(
        !shelf
            .replace("a", None, "nothing is not an empty text")
            .await
            .unwrap()
    );
    assert_eq!(shelf.get("b").await.unwrap(), None);
}

#[tokio::test]
async fn both_replace_only_what_was_read() {
    replaces_only_what_was_read(&MemoryShelf::default()).await;
    let folder = TempDir::new().unwrap();
    replaces_only_what_was_read(&FolderShelf::new(folder.path().join("deep/down"))).await;
}

async fn count(shelf: &FolderShelf, times: usize) {
    for _ in 0..times {
        loop {
            let old = shelf.get("sum").await.unwrap();
            let sum = old.as_deref().map_or(0, |text| text.parse::<usize>().unwrap()) + 1;
            if shelf
                .replace("sum", old.as_deref(), &sum.to_string())
                .await
                .unwrap()
            {
                break;
            }
        }
    }
}

#[tokio::test]
async fn several_processes_share_a_folder() {
    let folder = TempDir::new().unwrap();
    let shelves: Vec<FolderShelf> = (0..4).map(|_| FolderShelf::new(folder.path())).collect();
    join_all(shelves.iter().map(|shelf| count(shelf, 10))).await;
    assert_eq!(shelves[0].get("sum").await.unwrap().as_deref(), Some("40"));
}

#[tokio::test]
async fn names_stay_in_the_folder() {
    let folder = TempDir::new().unwrap();
    let shelf = FolderShelf::new(folder.path().join("inner"));
    for name in ["", ".", "..", "../outer", "a/b", "a\\b", ".lock", "\u{e9}"] {
        assert!(shelf.get(name).await.is_err(), "{name}");
        assert!(shelf.replace(name, None, "text").await.is_err(), "{name}");
    }
}
