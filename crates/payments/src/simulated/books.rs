//! The pages that lie on the shelf: one a payer, a set-up and a charge.

use super::shelf::Shelf;
use super::test_cards::Conduct;
use crate::{Card, CardId, ChargeId, Error, Expiry, PayerId, RefundId, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A payer's page.
#[derive(Serialize, Deserialize, Default)]
pub(super) struct PayerPage {
    /// How many set-ups were begun; numbers them and their cards.
    pub(super) setups: u32,
    /// The oldest first.
    pub(super) cards: Vec<KeptCard>,
    /// Every card that ever was here: one that was taken off is not put back by the form it came from.
    pub(super) put: Vec<CardId>,
}

/// A card on file. The number is not kept, only what it does.
#[derive(Serialize, Deserialize, Clone)]
pub(super) struct KeptCard {
    pub(super) id: CardId,
    pub(super) brand: String,
    pub(super) last4: String,
    pub(super) expiry: Expiry,
    pub(super) conduct: Conduct,
}

impl KeptCard {
    pub(super) fn shown(&self) -> Card {
        Card {
            id: self.id.clone(),
            brand: self.brand.clone(),
            last4: self.last4.clone(),
            expiry: self.expiry,
        }
    }
}

/// The identifier of the card of a payer's set-up: it tells whose it is even after it is gone.
pub(super) fn card_id(payer: &PayerId, setup: u32) -> CardId {
    CardId::made("sim_card", &format!("{}_{setup}", tail(payer.as_str())))
}

pub(super) fn belongs(card: &CardId, payer: &PayerId) -> bool {
    let owner = card
        .as_str()
        .strip_prefix("sim_card_")
        .and_then(|rest| rest.split('_').next());
    owner == Some(tail(payer.as_str()))
}

/// What follows the last underscore: the part that is not a fixed word.
pub(super) fn tail(id: &str) -> &str {
    id.rsplit('_').next().unwrap_or(id)
}

/// A set-up's page.
#[derive(Serialize, Deserialize)]
pub(super) struct SetupPage {
    pub(super) payer: PayerId,
    pub(super) number: u32,
    pub(super) state: SetupState,
}

#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "snake_case")]
pub(super) enum SetupState {
    Open,
    Declined(String),
    Confirming(KeptCard),
    Saved(KeptCard),
}

/// A charge's page.
#[derive(Serialize, Deserialize)]
pub(super) struct ChargePage {
    pub(super) payer: PayerId,
    pub(super) card: CardId,
    pub(super) cents: i64,
    pub(super) currency: String,
    pub(super) conduct: Conduct,
    pub(super) state: ChargeState,
    pub(super) refunds: Vec<RefundLine>,
}

#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "snake_case")]
pub(super) enum ChargeState {
    Paid,
    Declined(String),
    Confirming,
    Canceled,
}

#[derive(Serialize, Deserialize)]
pub(super) struct RefundLine {
    pub(super) id: RefundId,
    pub(super) key: String,
    pub(super) cents: i64,
    pub(super) state: RefundState,
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum RefundState {
    Refunded,
    Pending,
    Failed,
}

/// Names a charge after its key, which is how the same key finds the same charge.
pub(super) fn charge_id(key: &crate::IdempotencyKey) -> ChargeId {
    ChargeId::made("sim_ch", &crate::key::fingerprint("charge", &[key.as_str()]))
}

/// The shelf, read and written as pages.
pub(super) struct Books(Arc<dyn Shelf>);

impl Books {
    pub(super) fn new(shelf: Arc<dyn Shelf>) -> Self {
        Self(shelf)
    }

    pub(super) async fn look<P: DeserializeOwned>(&self, name: &str) -> Result<Option<P>> {
        let text = self.0.get(name).await.map_err(Error::Shelf)?;
        text.map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|e| Error::Shelf(e.into()))
    }

    pub(super) async fn read<P: DeserializeOwned>(&self, name: &str, what: &'static str) -> Result<P> {
        self.look(name).await?.ok_or(Error::NotFound(what))
    }

    /// Puts a first page; false if there is one already.
    pub(super) async fn begin<P: Serialize>(&self, name: &str, page: &P) -> Result<bool> {
        let text = serde_json::to_string(page).map_err(|e| Error::Shelf(e.into()))?;
        self.0.replace(name, None, &text).await.map_err(Error::Shelf)
    }

    /// Changes a page; `change` runs again if somebody else was faster.
    pub(super) async fn change<P: Serialize + DeserializeOwned, R>(
        &self,
        name: &str,
        what: &'static str,
        change: impl Fn(&mut P) -> Result<R> + Send,
    ) -> Result<R> {
        loop {
            let old = self
                .0
                .get(name)
                .await
                .map_err(Error::Shelf)?
                .ok_or(Error::NotFound(what))?;
            let mut page: P = serde_json::from_str(&old).map_err(|e| Error::Shelf(e.into()))?;
            let result = change(&mut page)?;
            let new = serde_json::to_string(&page).map_err(|e| Error::Shelf(e.into()))?;
            drop(page);
            if new == old
                || self
                    .0
                    .replace(name, Some(&old), &new)
                    .await
                    .map_err(Error::Shelf)?
            {
                return Ok(result);
            }
        }
    }
}
