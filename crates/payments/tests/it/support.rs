//! Clocks, randomness and requests for tests.

use domain::{Clock, Currency, ManualClock, Money, Random, Timestamp};
use payments::{CardId, ChargeRequest, IdempotencyKey, Payer, PayerId};
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::sync::Arc;

/// 2026-03-08T12:00:00Z.
pub(crate) const NOW: Timestamp = Timestamp::from_micros(1_772_971_200_000_000);

pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(NOW))
}

pub(crate) fn random() -> Arc<Random> {
    Arc::new(Random::new(StdRng::seed_from_u64(7)))
}

/// The real time, because another process signs with it.
pub(crate) struct WallClock;

impl Clock for WallClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "a process that is not ours signs with the real time"
    )]
    fn now(&self) -> Timestamp {
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        Timestamp::from_micros(now.as_micros() as i64)
    }
}

pub(crate) fn acme() -> Payer {
    Payer {
        reference: "0b7c6f0e-6a52-4a2e-8f0e-5d5f4a9b1c2d".to_owned(),
        name: "Acme & Söhne".to_owned(),
        email: "billing@acme.example".to_owned(),
    }
}

pub(crate) fn other() -> Payer {
    Payer {
        reference: "another".to_owned(),
        name: "Other".to_owned(),
        email: "pay@other.example".to_owned(),
    }
}

/// The first attempt at an invoice's 99 dollars.
pub(crate) fn request(payer: &PayerId, card: &CardId, invoice: &str) -> ChargeRequest {
    attempt(payer, card, invoice, 1)
}

pub(crate) fn attempt(payer: &PayerId, card: &CardId, invoice: &str, attempt: u32) -> ChargeRequest {
    ChargeRequest {
        payer: payer.clone(),
        card: card.clone(),
        amount: usd(9_900),
        key: IdempotencyKey::charge(invoice, attempt),
        invoice: invoice.to_owned(),
        first_tried: WallClock.now(),
    }
}

/// So many cents.
pub(crate) fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::USD)
}
