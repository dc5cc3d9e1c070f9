//! The database must be there, writable and of this version's shape.

use super::Check;
use crate::cli::Serve;
use store::Store;

const SUBJECT: &str = "database";

pub(crate) async fn check(options: &Serve) -> Vec<Check> {
    let embedded = options.database.database_url.is_none();
    if embedded && !options.database.data.join("conclave.db").exists() {
        return vec![Check::good(
            SUBJECT,
            format!(
                "None yet; `conclave serve` makes one in {}.",
                options.database.data.display()
            ),
        )];
    }
    let store = match Store::connect(&options.database.url()).await {
        Ok(store) => store,
        Err(error) => return vec![Check::bad(SUBJECT, error.to_string())],
    };
    match store.ping().await {
        Ok(()) => vec![Check::good(SUBJECT, "It answers.")],
        Err(error) => vec![Check::bad(SUBJECT, error.to_string())],
    }
}
