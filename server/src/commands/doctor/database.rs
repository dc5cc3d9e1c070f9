//! The database must be there, writable and of this version's shape.

use super::Check;
use crate::cli::Serve;
use store::{Error, Shape, Store};

const SUBJECT: &str = "database";

pub(crate) async fn check(options: &Serve) -> Check {
    if options.database.is_to_be_made() {
        return Check::good(
            SUBJECT,
            format!(
                "None yet; `conclave serve` makes one in {}.",
                options.database.data.display()
            ),
        );
    }
    judge(inspect(&options.database.url()).await)
}

/// Connects, compares the tables, and writes something that is taken back.
async fn inspect(url: &str) -> Result<Shape, Error> {
    let store = Store::connect_existing(url).await?;
    let shape = store.shape().await?;
    store.rehearse_write().await?;
    store.close().await;
    Ok(shape)
}

fn judge(found: Result<Shape, Error>) -> Check {
    match found {
        Ok(Shape::Current) => Check::good(
            SUBJECT,
            "It answers, can be written and has this version's shape.",
        ),
        Ok(Shape::Behind(steps)) => Check::attention(
            SUBJECT,
            format!(
                "It answers and can be written, and is {steps} steps behind this version; `conclave serve` takes them at its start, `conclave migrate` now."
            ),
        ),
        Err(Error::NotMigrated) => Check::attention(
            SUBJECT,
            "It answers and has no tables yet; `conclave serve` makes them at its start, `conclave migrate` now. Writing was not tried.",
        ),
        Err(error) => Check::bad(SUBJECT, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::Outcome;

    #[test]
    fn what_the_server_mends_by_itself_is_no_failure() {
        for (found, outcome) in [
            (Ok(Shape::Current), Outcome::Good),
            (Ok(Shape::Behind(2)), Outcome::Attention),
            (Err(Error::NotMigrated), Outcome::Attention),
            (Err(Error::ReadOnly), Outcome::Bad),
            (
                Err(Error::Migration("it was used by a newer program".to_owned())),
                Outcome::Bad,
            ),
        ] {
            assert_eq!(judge(found.clone()).outcome, outcome, "{found:?}");
        }
    }
}
