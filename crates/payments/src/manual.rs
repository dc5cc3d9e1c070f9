//! Payment by hand: transfers, cheques, an arrangement. The operator marks invoices as paid.

use crate::key::fingerprint;
use crate::positive::positive;
use crate::{
    Card, CardEntry, CardId, CardSetup, ChargeId, ChargeOutcome, ChargeRequest, CspEntry, Error, GatewayKind,
    IdempotencyKey, Payer, PayerId, PaymentGateway, RefundId, RefundOutcome, RefundRequest, Result, SetupId,
    SetupOutcome, WebhookEvent,
};

/// The operator collects the money. It keeps no state: whether something was paid is what the operator
/// marked, and that is in our own books.
#[derive(Clone, Copy, Default, Debug)]
pub struct Manual;

impl Manual {
    fn charge_id(key: &IdempotencyKey) -> ChargeId {
        ChargeId::made("manual_ch", &fingerprint("charge", &[key.as_str()]))
    }
}

impl PaymentGateway for Manual {
    fn kind(&self) -> GatewayKind {
        GatewayKind::Manual
    }

    fn csp(&self) -> &'static [CspEntry] {
        &[]
    }

    async fn ensure_payer(&self, payer: &Payer, _known: Option<&PayerId>) -> Result<PayerId> {
        Ok(PayerId::made(
            "manual_cus",
            &fingerprint("payer", &[&payer.reference]),
        ))
    }

    async fn begin_card_setup(&self, _payer: &PayerId) -> Result<CardSetup> {
        Ok(CardSetup::Unneeded)
    }

    async fn finish_card_setup(
        &self,
        _payer: &PayerId,
        _setup: &SetupId,
        _entry: CardEntry,
    ) -> Result<SetupOutcome> {
        Err(Error::NotOffered("cards on file"))
    }

    async fn cards(&self, _payer: &PayerId) -> Result<Vec<Card>> {
        Ok(Vec::new())
    }

    async fn detach_card(&self, _payer: &PayerId, _card: &CardId) -> Result<()> {
        Err(Error::NotOffered("cards on file"))
    }

    async fn charge(&self, request: &ChargeRequest) -> Result<ChargeOutcome> {
        positive(request.amount)?;
        Ok(ChargeOutcome::AwaitingOperator {
            charge: Self::charge_id(&request.key),
        })
    }

    async fn charge_state(&self, charge: &ChargeId) -> Result<ChargeOutcome> {
        Ok(ChargeOutcome::AwaitingOperator {
            charge: charge.clone(),
        })
    }

    async fn find_charge(&self, _payer: &PayerId, key: &IdempotencyKey) -> Result<Option<ChargeOutcome>> {
        Ok(Some(ChargeOutcome::AwaitingOperator {
            charge: Self::charge_id(key),
        }))
    }

    async fn cancel_charge(&self, charge: &ChargeId) -> Result<ChargeOutcome> {
        Ok(ChargeOutcome::Canceled {
            charge: charge.clone(),
        })
    }

    async fn refund(&self, request: &RefundRequest) -> Result<RefundOutcome> {
        request.amount.map(positive).transpose()?;
        Ok(RefundOutcome::AwaitingOperator)
    }

    async fn refund_state(&self, _refund: &RefundId) -> Result<RefundOutcome> {
        Ok(RefundOutcome::AwaitingOperator)
    }

    fn read_webhook(&self, _body: &[u8], _signature: &str) -> Result<WebhookEvent> {
        Err(Error::NotOffered("notices"))
    }
}
