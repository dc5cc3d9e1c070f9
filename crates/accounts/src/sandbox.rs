//! A customer's two apps: the live one, and a sandbox to try everything in.

use crate::{Accounts, Result, Session};
use domain::{AppId, CustomerId};
use store::Tx;
use store::apps::{App, AppMode, AppStatus};

impl Accounts {
    /// Lets the session look at the other app from now on. Where there is no sandbox it stays with the live
    /// one.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn look_at(&self, session: &Session, mode: AppMode) -> Result<()> {
        Ok(store::sessions::look_at(&self.store, session.member, session.token_hash, mode).await?)
    }

    /// Makes a sandbox with an AppID, keys and data of its own if there is none, and looks at it.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn start_sandbox(&self, session: &Session) -> Result<()> {
        let mut tx = self.store.begin().await?;
        let apps = store::apps::of_customer_within(&mut tx, session.customer).await?;
        let there = |app: &App| app.mode == AppMode::Sandbox && app.status != AppStatus::Deleted;
        if !apps.iter().any(there) {
            match self.insert_sandbox(&mut tx, session.customer).await {
                // Pressed twice.
                Err(crate::Error::Store(error)) if is_there(&error) => {
                    tx.rollback().await?;
                    return self.look_at(session, AppMode::Sandbox).await;
                }
                other => other?,
            }
        }
        tx.commit().await?;
        self.look_at(session, AppMode::Sandbox).await
    }

    pub(crate) async fn insert_sandbox(&self, tx: &mut Tx, customer: CustomerId) -> Result<()> {
        let now = self.now();
        let app = App {
            id: AppId::new(&self.random),
            customer,
            mode: AppMode::Sandbox,
            status: AppStatus::Active,
            anchor: now.date(),
            created_at: now,
        };
        Ok(store::apps::insert(tx, &app).await?)
    }
}

/// SQLite names a broken index by its columns, PostgreSQL by its name.
fn is_there(error: &store::Error) -> bool {
    error.is_unique("apps_sandbox") || error.is_unique("apps_customer")
}
