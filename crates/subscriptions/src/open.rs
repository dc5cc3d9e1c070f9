//! The beginning of a subscription.

use crate::{Error, Result, Subscriptions};
use billing::{Actor, Change, Entry, EntryId, History, Party};
use domain::Timestamp;
use store::Tx;
use store::apps::App;
use store::subscriptions::Subscription;

impl Subscriptions {
    /// Gives an app its subscription to the plan that everybody starts with, from the app's first day on:
    /// the day that its cycles are counted from.
    pub(crate) async fn open(&self, tx: &mut Tx, app: &App) -> Result<Subscription> {
        let anchor = store::apps::anchor_within(tx, &app.id)
            .await?
            .ok_or(Error::UnknownApp)?;
        let at = if app.created_at.date() == anchor {
            app.created_at
        } else {
            Timestamp::start_of(anchor)
        };
        let entry = Entry {
            id: EntryId(self.0.random.uuid()),
            at,
            by: Actor::Customer,
            change: Change::SignedUp {
                plan: self.catalogue().sign_up().clone(),
            },
        };
        let history = History::begin(self.catalogue(), entry.clone())?;
        let bill_to = match store::subscriptions::contact(tx, &app.id).await? {
            Some(contact) => Party {
                name: contact.organisation,
                email: contact.email.unwrap_or_default(),
                ..Party::default()
            },
            None => Party::default(),
        };
        let row = Subscription {
            app: app.id.clone(),
            ahead: 0,
            due_at: Some(Timestamp::start_of(history.cycle(at).end)),
            payer: None,
            card: None,
            bill_to: serde_json::to_string(&bill_to)?,
            cap: None,
            alert_cycle: None,
            alert_mark: 0,
            erased_at: None,
        };
        store::subscriptions::insert(tx, &row).await?;
        self.write_entry(tx, &app.id, 0, &entry).await?;
        Ok(row)
    }
}
