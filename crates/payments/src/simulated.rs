//! Payments in which no money moves: Stripe's published test cards, Luhn and expiry checks, and the same
//! answers every time. A fresh installation has this provider, so that billing can be seen at work.

mod books;
mod charges;
mod folder_shelf;
mod refunds;
mod setups;
mod shelf;
mod test_cards;

pub use folder_shelf::FolderShelf;
pub use shelf::{MemoryShelf, Shelf, ShelfError, ShelfFuture};
pub use test_cards::{TEST_CARDS, TestCard};

use crate::{
    Card, CardEntry, CardId, CardSetup, ChargeId, ChargeOutcome, ChargeRequest, CspEntry, Error, GatewayKind,
    IdempotencyKey, Payer, PayerId, PaymentGateway, RefundId, RefundOutcome, RefundRequest, Result, SetupId,
    SetupOutcome, WebhookEvent,
};
use books::{Books, PayerPage};
use domain::Clock;
use std::sync::Arc;

/// Pretends to take payments. What it remembers lies on a [`Shelf`], so it survives a restart.
pub struct Simulated {
    books: Books,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Simulated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Simulated")
    }
}

impl Simulated {
    /// A provider that keeps its books on `shelf`. The clock decides when cards expire.
    #[must_use]
    pub fn new(shelf: Arc<dyn Shelf>, clock: Arc<dyn Clock>) -> Self {
        Self {
            books: Books::new(shelf),
            clock,
        }
    }

    /// Plays the bank's page for a card that wants to be confirmed before it is kept: `confirmed` tells
    /// which button was pressed. Anything but a set-up that waits for it stays as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the set-up is another payer's.
    pub async fn authenticate_setup(
        &self,
        payer: &PayerId,
        setup: &SetupId,
        confirmed: bool,
    ) -> Result<SetupOutcome> {
        setups::authenticate(&self.books, payer, setup, confirmed).await
    }

    /// Plays the bank's page for a payment that wants to be confirmed. Anything but a payment that waits
    /// for it stays as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the payment is another payer's.
    pub async fn authenticate(
        &self,
        payer: &PayerId,
        charge: &ChargeId,
        confirmed: bool,
    ) -> Result<ChargeOutcome> {
        charges::authenticate(&self.books, payer, charge, confirmed).await
    }
}

impl PaymentGateway for Simulated {
    fn kind(&self) -> GatewayKind {
        GatewayKind::Simulated
    }

    fn csp(&self) -> &'static [CspEntry] {
        &[]
    }

    async fn ensure_payer(&self, payer: &Payer, _known: Option<&PayerId>) -> Result<PayerId> {
        let id = PayerId::made("sim_cus", &crate::key::fingerprint("payer", &[&payer.reference]));
        // Losing a race to make the page means that it is there.
        self.books.begin(id.as_str(), &PayerPage::default()).await?;
        Ok(id)
    }

    async fn begin_card_setup(&self, payer: &PayerId) -> Result<CardSetup> {
        setups::begin(&self.books, payer).await
    }

    async fn finish_card_setup(
        &self,
        payer: &PayerId,
        setup: &SetupId,
        entry: CardEntry,
    ) -> Result<SetupOutcome> {
        match entry {
            CardEntry::AtProvider => setups::state(&self.books, payer, setup).await,
            CardEntry::Typed(card) => setups::enter(&self.books, payer, setup, &card, self.clock.now()).await,
        }
    }

    async fn cards(&self, payer: &PayerId) -> Result<Vec<Card>> {
        let page: PayerPage = self.books.read(payer.as_str(), "customer").await?;
        Ok(page.cards.iter().rev().map(books::KeptCard::shown).collect())
    }

    async fn detach_card(&self, payer: &PayerId, card: &CardId) -> Result<()> {
        if !books::belongs(card, payer) {
            return Err(Error::NotFound("card"));
        }
        self.books
            .change(payer.as_str(), "customer", |page: &mut PayerPage| {
                page.cards.retain(|kept| &kept.id != card);
                Ok(())
            })
            .await
    }

    async fn charge(&self, request: &ChargeRequest) -> Result<ChargeOutcome> {
        charges::charge(&self.books, request, self.clock.now()).await
    }

    async fn charge_state(&self, charge: &ChargeId) -> Result<ChargeOutcome> {
        charges::state(&self.books, charge).await
    }

    async fn find_charge(&self, payer: &PayerId, key: &IdempotencyKey) -> Result<Option<ChargeOutcome>> {
        charges::find(&self.books, payer, key).await
    }

    async fn cancel_charge(&self, charge: &ChargeId) -> Result<ChargeOutcome> {
        charges::cancel(&self.books, charge).await
    }

    async fn refund(&self, request: &RefundRequest) -> Result<RefundOutcome> {
        refunds::refund(&self.books, request).await
    }

    async fn refund_state(&self, refund: &RefundId) -> Result<RefundOutcome> {
        refunds::state(&self.books, refund).await
    }

    fn read_webhook(&self, _body: &[u8], _signature: &str) -> Result<WebhookEvent> {
        Err(Error::NotOffered("notices"))
    }
}
