//! The simulated provider's books, in a table.

use payments::simulated::{Shelf, ShelfFuture};
use store::Store;

/// Keeps what the simulated provider remembers in the database, beside the books.
#[derive(Debug, Clone)]
pub struct StoreShelf(pub Store);

impl Shelf for StoreShelf {
    fn get<'a>(&'a self, name: &'a str) -> ShelfFuture<'a, Option<String>> {
        Box::pin(async move { Ok(store::payments::shelf_get(&self.0, name).await?) })
    }

    fn replace<'a>(&'a self, name: &'a str, old: Option<&'a str>, new: &'a str) -> ShelfFuture<'a, bool> {
        Box::pin(async move { Ok(store::payments::shelf_replace(&self.0, name, old, new).await?) })
    }
}
