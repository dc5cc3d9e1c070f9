//! What the operator does by hand.

use crate::overview::find;
use crate::{Error, Result, Subscriptions};
use billing::{Account as LedgerAccount, Actor, Change, Closing, Credit, Payment, PlanKey};
use domain::{AppId, Money};

/// What the operator changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Gives a plan, also one that is arranged by hand; at once if it is higher.
    Plan(PlanKey),
    /// Closes the rooms.
    Block(String),
    /// Opens them again.
    Unblock,
    /// Ends the account at once.
    Close,
}

impl Subscriptions {
    /// Changes a subscription for its owner.
    ///
    /// # Errors
    /// [`Error::Rules`] with the reason in words, [`Error::UnknownApp`], [`Error::Store`].
    pub async fn act(&self, app: &AppId, act: Act) -> Result<()> {
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        let change = match act {
            Act::Plan(to) => {
                let mut state = account.history.state(self.catalogue(), account.now)?;
                // The operator may give a plan without a card.
                state.card = true;
                self.plan_change(&state, &to)?
            }
            Act::Block(reason) => Change::Blocked { reason },
            Act::Unblock => Change::Unblocked,
            Act::Close => Change::Closed {
                why: Closing::Operator,
            },
        };
        self.record(&mut tx, &mut account, Actor::Operator, change)
            .await?;
        tx.commit().await?;
        self.look_after(app).await
    }

    /// Marks an invoice as paid, wholly or in part, by a transfer that has this reference.
    ///
    /// # Errors
    /// [`Error::UnknownInvoice`], [`Error::Rules`] for another amount than can be paid, [`Error::Store`].
    pub async fn mark_paid(
        &self,
        app: &AppId,
        number: &str,
        amount: Option<Money>,
        reference: &str,
    ) -> Result<()> {
        let _turn = self.turn(app).await;
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        let mut invoice = find(&account, number)?.invoice.clone();
        let payment = Payment {
            id: format!("by hand: {}", reference.trim()),
            amount: amount.map_or_else(|| invoice.balance(), Ok)?,
            at: account.now,
        };
        let (on, posted) = (invoice.on(), invoice.pay(payment)?);
        if let Some(posted) = posted {
            self.write_invoice(&mut tx, &mut account, on, invoice, &posted)
                .await?;
        }
        self.conclude(tx, &mut account).await
    }

    /// Gives an invoice up as if it had not been issued.
    ///
    /// # Errors
    /// As [`Subscriptions::mark_paid`].
    pub async fn void(&self, app: &AppId, number: &str) -> Result<()> {
        let _turn = self.turn(app).await;
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        let mut invoice = find(&account, number)?.invoice.clone();
        let (on, posted) = (invoice.on(), invoice.void(account.now)?);
        self.write_invoice(&mut tx, &mut account, on, invoice, &posted)
            .await?;
        self.conclude(tx, &mut account).await
    }

    /// Credits a part of an invoice out of goodwill. What was paid of it goes back to the card.
    ///
    /// # Errors
    /// As [`Subscriptions::mark_paid`].
    pub async fn give_credit(&self, app: &AppId, number: &str, amount: Money, text: &str) -> Result<()> {
        let mut tx = self.0.store.begin().await?;
        let mut account = self.load(&mut tx, app).await?;
        let on = find(&account, number)?.invoice.on();
        let text = text.to_owned();
        let todo = self
            .credit(&mut tx, &mut account, on, Credit::Goodwill { amount, text })
            .await?;
        self.conclude(tx, &mut account).await?;
        self.carry_out(&account, todo.into_iter().collect()).await;
        Ok(())
    }

    /// What stands on each account of the ledger, over all apps; the sum is zero, or the books are wrong.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Internal`] for a row that cannot be read.
    pub async fn balances(&self) -> Result<Vec<(LedgerAccount, Money)>> {
        let mut tx = self.0.store.snapshot().await?;
        let rows = store::invoices::balances(&mut tx).await?;
        rows.into_iter()
            .map(|(account, currency, cents)| {
                let account = serde_json::from_value(serde_json::Value::String(account))?;
                Ok((
                    account,
                    Money::new(cents, currency.parse().map_err(Error::internal)?),
                ))
            })
            .collect()
    }
}
