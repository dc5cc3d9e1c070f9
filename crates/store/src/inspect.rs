//! Looking at a database without changing it, for an operator who asks whether it will do.

use crate::{Error, Result, Store, postgres, sqlite};
use domain::Timestamp;
use sqlx::migrate::Migrator;

/// How the tables compare with what this program expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// They are the same.
    Current,
    /// So many steps of this version are still to come; [`Store::migrate`] takes them.
    Behind(usize),
}

impl Store {
    /// Compares the steps that the database has seen with those of this program.
    ///
    /// # Errors
    /// [`Error::NotMigrated`] if it has seen none, [`Error::Migration`] if it was made by another version;
    /// others as for any read.
    pub async fn shape(&self) -> Result<Shape> {
        let applied = read!(self, steps::applied())?;
        compare(
            match self {
                Self::Sqlite(_) => &sqlite::STEPS,
                Self::Postgres(_) => &postgres::STEPS,
            },
            &applied,
        )
    }

    /// Writes a row and takes it back, to see whether writing is possible at all.
    ///
    /// # Errors
    /// Whatever keeps the database from writing.
    pub async fn rehearse_write(&self) -> Result<()> {
        let mut tx = self.begin().await?;
        within!(&mut tx, nodes::started("rehearsal", Timestamp::from_seconds(0)))?;
        tx.rollback().await
    }
}

fn compare(steps: &Migrator, applied: &[(i64, Vec<u8>, bool)]) -> Result<Shape> {
    for (version, checksum, success) in applied {
        let Some(step) = steps.iter().find(|step| step.version == *version) else {
            return Err(Error::Migration(format!(
                "it was used by a newer program (step {version}); start that one"
            )));
        };
        if step.checksum != *checksum {
            return Err(Error::Migration(format!(
                "step {version} was made from another text than this program has"
            )));
        }
        if !success {
            return Err(Error::Migration(format!(
                "step {version} was begun and not finished; restore a backup"
            )));
        }
    }
    Ok(match steps.iter().count().saturating_sub(applied.len()) {
        0 => Shape::Current,
        behind => Shape::Behind(behind),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_steps_each_with_a_number_of_its_own() {
        let steps = |migrator: &Migrator| -> Vec<_> {
            migrator
                .iter()
                .map(|step| (step.version, step.description.to_string()))
                .collect()
        };
        assert_eq!(steps(&sqlite::STEPS), steps(&postgres::STEPS));
        let mut numbers: Vec<i64> = sqlite::STEPS.iter().map(|step| step.version).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), sqlite::STEPS.iter().count());
    }

    #[test]
    fn steps_are_compared_by_number_and_text() {
        let all: Vec<_> = sqlite::STEPS
            .iter()
            .map(|step| (step.version, step.checksum.to_vec(), true))
            .collect();
        assert_eq!(compare(&sqlite::STEPS, &all), Ok(Shape::Current));
        assert_eq!(compare(&sqlite::STEPS, &all[1..]), Ok(Shape::Behind(1)));
        for (version, checksum, success) in [
            (9_999, vec![], true),
            (all[0].0, vec![1], true),
            (all[0].0, all[0].1.clone(), false),
        ] {
            let refused = compare(&sqlite::STEPS, &[(version, checksum, success)]);
            assert!(matches!(refused, Err(Error::Migration(_))), "{refused:?}");
        }
    }
}
