//! What can be moved.

use crate::{Error, Result};
use domain::Money;

/// Refuses an amount that cannot be charged or given back.
pub(crate) fn positive(amount: Money) -> Result<Money> {
    if amount.cents() > 0 {
        Ok(amount)
    } else {
        Err(Error::NothingToMove)
    }
}
