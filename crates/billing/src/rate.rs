//! Prices of single things, finer than a cent.

use domain::{Currency, Money, MoneyError};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Parts that one unit of the currency is divided into.
const PARTS: u32 = 1_000_000;
/// Of these, parts in one cent.
const PARTS_OF_A_CENT: i128 = 10_000;

/// The price of one device or one minute, in millionths of the catalogue's currency: `0.99`, `0.0125`.
/// Exact; only the amount of a line is rounded, never the price of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate(u64);

impl Rate {
    /// A price in whole cents.
    #[must_use]
    pub const fn cents(cents: u32) -> Self {
        Self(cents as u64 * 10_000)
    }

    /// An amount as the price of one; prices are never negative.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub(crate) fn of(price: Money) -> Result<Self, MoneyError> {
        let cents = u64::try_from(price.cents()).map_err(|_| MoneyError::TooLarge)?;
        cents.checked_mul(10_000).map(Self).ok_or(MoneyError::TooLarge)
    }

    /// What so many cost, rounded to the cent as in [`Money::rounded`].
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn times(self, quantity: i64, currency: Currency) -> Result<Money, MoneyError> {
        Money::rounded(
            i128::from(self.0) * i128::from(quantity),
            PARTS_OF_A_CENT,
            currency,
        )
    }
}

impl FromStr for Rate {
    type Err = RateError;
    fn from_str(text: &str) -> Result<Self, RateError> {
        let (units, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(units) || !digits(decimals) || decimals.len() > 6 {
            return Err(RateError);
        }
        format!("{units}{decimals:0<6}")
            .parse()
            .map(Self)
            .map_err(|_| RateError)
    }
}

/// A text that is not a price of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a unit price is written as in `0.99`, with at most six decimals and no sign")]
pub struct RateError;

impl TryFrom<String> for Rate {
    type Error = RateError;
    fn try_from(text: String) -> Result<Self, RateError> {
        text.parse()
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> Self {
        rate.to_string()
    }
}

/// Two decimals, or as many as the price has.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (units, parts) = (self.0 / u64::from(PARTS), self.0 % u64::from(PARTS));
        let all = format!("{parts:06}");
        let decimals = all.trim_end_matches('0').len().max(2);
        write!(f, "{units}.{}", &all[..decimals])
    }
}
