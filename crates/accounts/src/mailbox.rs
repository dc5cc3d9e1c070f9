//! The mailbox page of a development server, where every mail can be read.

use crate::{Accounts, Result};
use store::outbox::Mail;

impl Accounts {
    /// The newest hundred mails, newest first; those that are sent have lost their text. They hold links that open accounts: show them on a
    /// development server only.
    ///
    /// # Errors
    /// [`crate::Error::Store`].
    pub async fn mailbox(&self) -> Result<Vec<Mail>> {
        Ok(store::outbox::newest(&self.store, 100).await?)
    }
}
