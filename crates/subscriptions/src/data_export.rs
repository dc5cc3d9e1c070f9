//! Everything that is kept about one app, for its owner to take along: one JSON object a line.

use crate::{Error, Result, Subscriptions};
use domain::{AppId, KeyId, Money, Timestamp};
use serde::Serialize;
use store::Store;

/// Events of the journal read at once; more are never held in memory.
const PAGE: u32 = 500;

/// Reads an app's data piece by piece. Ask [`DataExport::next`] until there is nothing more.
#[derive(Debug)]
pub struct DataExport {
    store: Store,
    app: AppId,
    /// What comes before the journal, until it is handed out.
    head: Option<String>,
    /// The last event that was handed out.
    seq: i64,
}

/// One line: what it is, and the thing itself.
#[derive(Serialize)]
struct Line<'a, T> {
    r#type: &'static str,
    #[serde(flatten)]
    content: &'a T,
}

#[derive(Serialize)]
struct AppLine<'a> {
    id: &'a AppId,
    mode: &'static str,
    created: Timestamp,
    organisation: Option<String>,
    bill_to: billing::Party,
    spending_limit: Option<Money>,
}

/// A key as far as it is here: its public half.
#[derive(Serialize)]
struct KeyLine {
    kid: KeyId,
    title: String,
    public_pem: String,
    created: Timestamp,
    last_used: Option<Timestamp>,
    disabled: Option<Timestamp>,
}

#[derive(Serialize)]
struct EventLine<'a> {
    seq: i64,
    #[serde(flatten)]
    event: &'a domain::MeetingEvent,
}

impl Subscriptions {
    /// Begins to hand out everything about an app: the app, its keys, the history of its subscription, its
    /// invoices and credit notes, and then the journal of its meetings.
    ///
    /// # Errors
    /// [`Error::UnknownApp`], [`Error::Store`].
    pub async fn data_export(&self, app: &AppId) -> Result<DataExport> {
        let mut tx = self.0.store.begin().await?;
        let account = self.load(&mut tx, app).await?;
        tx.commit().await?;
        let customer = store::customers::find(&self.0.store, account.app.customer).await?;
        let mut head = String::new();
        let about = AppLine {
            id: app,
            mode: account.app.mode.as_str(),
            created: account.app.created_at,
            organisation: customer.map(|it| it.organisation),
            bill_to: account.bill_to()?,
            spending_limit: account.cap(self),
        };
        write(&mut head, "app", &about)?;
        for key in store::keys::list(&self.0.store, app).await? {
            let line = KeyLine {
                kid: key.id,
                title: key.title,
                public_pem: key.public_pem,
                created: key.created_at,
                last_used: key.last_used_at,
                disabled: key.disabled_at,
            };
            write(&mut head, "key", &line)?;
        }
        for entry in account.history.entries() {
            write(&mut head, "entry", entry)?;
        }
        for held in &account.invoices {
            write(&mut head, "invoice", &held.invoice)?;
        }
        for (_, note) in &account.notes {
            write(&mut head, "credit_note", note)?;
        }
        Ok(DataExport {
            store: self.0.store.clone(),
            app: app.clone(),
            head: Some(head),
            seq: 0,
        })
    }
}

impl DataExport {
    /// The next lines, each ended by a line break; nothing after the last.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn next(&mut self) -> Result<Option<String>> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        let page = store::journal::of_app_after(&self.store, &self.app, self.seq, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        self.seq = last.seq;
        let mut lines = String::new();
        for recorded in &page {
            let line = EventLine {
                seq: recorded.seq,
                event: &recorded.event,
            };
            write(&mut lines, "event", &line)?;
        }
        Ok(Some(lines))
    }
}

fn write(lines: &mut String, kind: &'static str, content: &impl Serialize) -> Result<()> {
    let line = Line {
        r#type: kind,
        content,
    };
    lines.push_str(&serde_json::to_string(&line).map_err(Error::from)?);
    lines.push('\n');
    Ok(())
}
