//! Giving back what was never taken.

use super::books::{self, Books, ChargePage, ChargeState, RefundLine, RefundState};
use super::test_cards::Conduct;
use crate::positive::positive;
use crate::{ChargeId, Error, RefundId, RefundOutcome, RefundRequest, Result};

pub(super) async fn refund(books: &Books, request: &RefundRequest) -> Result<RefundOutcome> {
    let amount = request.amount.map(positive).transpose()?;
    books
        .change(request.charge.as_str(), "payment", |page: &mut ChargePage| {
            if let Some(line) = page.refunds.iter().find(|line| line.key == request.key.as_str()) {
                return Ok(outcome(line));
            }
            if !matches!(page.state, ChargeState::Paid) {
                return Err(Error::Refused {
                    code: "charge_not_paid".to_owned(),
                });
            }
            if amount.is_some_and(|amount| amount.currency().to_string() != page.currency) {
                return Err(Error::Refused {
                    code: "currency_mismatch".to_owned(),
                });
            }
            let gone = page
                .refunds
                .iter()
                .filter(|line| line.state != RefundState::Failed);
            let left = page.cents - gone.map(|line| line.cents).sum::<i64>();
            let cents = amount.map_or(left, |amount| amount.cents());
            if cents > left || left == 0 {
                return Err(Error::TooMuch);
            }
            let number = page.refunds.len() + 1;
            let line = RefundLine {
                id: RefundId::made(
                    "sim_re",
                    &format!("{}_{number}", books::tail(request.charge.as_str())),
                ),
                key: request.key.as_str().to_owned(),
                cents,
                state: match page.conduct {
                    Conduct::RefundsLate => RefundState::Pending,
                    _ => RefundState::Refunded,
                },
            };
            let outcome = outcome(&line);
            page.refunds.push(line);
            Ok(outcome)
        })
        .await
}

/// How a refund stands. The bank's "some time later" is the first time somebody asks.
pub(super) async fn state(books: &Books, refund: &RefundId) -> Result<RefundOutcome> {
    const WHAT: &str = "refund";
    let rest = refund
        .as_str()
        .strip_prefix("sim_re_")
        .and_then(|rest| rest.split_once('_'));
    let (charge, _) = rest.ok_or(Error::NotFound(WHAT))?;
    books
        .change(
            ChargeId::made("sim_ch", charge).as_str(),
            WHAT,
            |page: &mut ChargePage| {
                let line = page
                    .refunds
                    .iter_mut()
                    .find(|line| &line.id == refund)
                    .ok_or(Error::NotFound(WHAT))?;
                line.state = match page.conduct {
                    Conduct::RefundsLate => RefundState::Refunded,
                    Conduct::RefundsFail => RefundState::Failed,
                    _ => line.state,
                };
                Ok(outcome(line))
            },
        )
        .await
}

fn outcome(line: &RefundLine) -> RefundOutcome {
    let refund = line.id.clone();
    match line.state {
        RefundState::Refunded => RefundOutcome::Refunded { refund },
        RefundState::Pending => RefundOutcome::Pending { refund },
        RefundState::Failed => RefundOutcome::Failed { refund },
    }
}
