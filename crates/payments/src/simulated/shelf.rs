//! Where the simulated provider keeps its books: names and texts, nothing more.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;

/// Why a shelf could not be used.
pub type ShelfError = Box<dyn std::error::Error + Send + Sync>;

/// What a shelf answers, later.
pub type ShelfFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, ShelfError>> + Send + 'a>>;

/// A small memory that outlives the process. Names are letters, digits, hyphens and underscores, at most
/// 255 of them. In a database this is a table of two columns.
pub trait Shelf: Send + Sync + 'static {
    /// What stands under a name.
    fn get<'a>(&'a self, name: &'a str) -> ShelfFuture<'a, Option<String>>;

    /// Puts `new` under a name if what stands there is still `old` (`None`: nothing), and tells whether it
    /// did. Two callers that have read the same text cannot both succeed.
    fn replace<'a>(&'a self, name: &'a str, old: Option<&'a str>, new: &'a str) -> ShelfFuture<'a, bool>;
}

/// A shelf that is gone with the process; for tests.
#[derive(Debug, Default)]
pub struct MemoryShelf(Mutex<BTreeMap<String, String>>);

impl MemoryShelf {
    /// Everything on it, by name.
    #[must_use]
    pub fn entries(&self) -> BTreeMap<String, String> {
        self.0.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }
}

impl Shelf for MemoryShelf {
    fn get<'a>(&'a self, name: &'a str) -> ShelfFuture<'a, Option<String>> {
        let found = self
            .0
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .get(name)
            .cloned();
        Box::pin(std::future::ready(Ok(found)))
    }

    fn replace<'a>(&'a self, name: &'a str, old: Option<&'a str>, new: &'a str) -> ShelfFuture<'a, bool> {
        let mut texts = self.0.lock().unwrap_or_else(|e| e.into_inner());
        let same = texts.get(name).map(String::as_str) == old;
        if same {
            texts.insert(name.to_owned(), new.to_owned());
        }
        Box::pin(std::future::ready(Ok(same)))
    }
}
