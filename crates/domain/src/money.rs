//! Money: whole cents that carry their currency. There are no floats, and nothing overflows silently.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// An amount in hundredths of its currency. As text and in JSON: `99.00 USD`, `-49.50 USD`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Money {
    cents: i64,
    currency: Currency,
}

/// A currency by its ISO 4217 code, of those that have hundredths.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// Why an amount cannot be computed or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The result does not fit; nothing was changed.
    #[error("an amount is larger than can be counted; check the prices and quantities")]
    TooLarge,
    /// Two currencies met in one sum.
    #[error("{0} and {1} cannot be added; keep one currency for one customer")]
    Currencies(Currency, Currency),
    /// A share of an amount was asked for with zero as the denominator.
    #[error("nothing can be divided into zero parts")]
    ZeroParts,
    /// The text is not an amount.
    #[error("an amount is written as in `99.00 USD`")]
    Text,
    /// The text is not a currency with hundredths.
    #[error("a currency is three capital letters, such as USD, and must have hundredths")]
    Currency,
}

/// ISO 4217 currencies in use whose minor unit is not a hundredth.
const WITHOUT_HUNDREDTHS: [&[u8; 3]; 26] = [
    b"BHD", b"BIF", b"CLF", b"CLP", b"DJF", b"GNF", b"IQD", b"ISK", b"JOD", b"JPY", b"KMF", b"KRW", b"KWD",
    b"LYD", b"OMR", b"PYG", b"RWF", b"TND", b"UGX", b"UYI", b"UYW", b"VND", b"VUV", b"XAF", b"XOF", b"XPF",
];

impl Currency {
    /// United States dollars, the currency of the contract's prices (§5.3).
    pub const USD: Self = Self(*b"USD");
}

impl FromStr for Currency {
    type Err = MoneyError;
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| MoneyError::Currency)?;
        let letters = code.iter().all(u8::is_ascii_uppercase);
        if letters && !WITHOUT_HUNDREDTHS.contains(&&code) {
            Ok(Self(code))
        } else {
            Err(MoneyError::Currency)
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.to_string()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).unwrap_or_default())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Money {
    /// An amount of whole cents.
    #[must_use]
    pub const fn new(cents: i64, currency: Currency) -> Self {
        Self { cents, currency }
    }

    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// A fraction of cents, rounded to the nearest cent; half a cent goes away from zero, so that
    /// what is billed and what is given back for the same days round alike. This is the only place
    /// where money is rounded.
    ///
    /// # Errors
    /// [`MoneyError::ZeroParts`], [`MoneyError::TooLarge`].
    pub fn rounded(numerator: i128, denominator: i128, currency: Currency) -> Result<Self, MoneyError> {
        if denominator == 0 {
            return Err(MoneyError::ZeroParts);
        }
        let parts = denominator.checked_abs().ok_or(MoneyError::TooLarge)?;
        let size = numerator.checked_abs().ok_or(MoneyError::TooLarge)?;
        let whole = size / parts;
        // Compared with what is missing, because twice the rest could overflow.
        let up = size % parts >= parts - size % parts;
        let cents = i64::try_from(whole + i128::from(up)).map_err(|_| MoneyError::TooLarge)?;
        let negative = (numerator < 0) != (denominator < 0);
        Ok(Self::new(if negative { -cents } else { cents }, currency))
    }

    /// This amount times `numerator / denominator`, rounded as in [`Money::rounded`].
    ///
    /// # Errors
    /// As [`Money::rounded`].
    pub fn share(self, numerator: i64, denominator: i64) -> Result<Self, MoneyError> {
        let product = i128::from(self.cents) * i128::from(numerator);
        Self::rounded(product, i128::from(denominator), self.currency)
    }

    /// Whole cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.cents
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether it is exactly nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.cents == 0
    }

    /// Whether it is less than nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.cents < 0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::Currencies`], [`MoneyError::TooLarge`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let cents = self.cents.checked_add(other.cents).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(cents, self.currency))
    }

    /// The difference.
    ///
    /// # Errors
    /// As [`Money::plus`].
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let cents = self.cents.checked_sub(other.cents).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(cents, self.currency))
    }

    /// The same amount in the other direction.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn negated(self) -> Result<Self, MoneyError> {
        let cents = self.cents.checked_neg().ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(cents, self.currency))
    }

    /// The sum of many amounts; nothing if there are none.
    ///
    /// # Errors
    /// As [`Money::plus`].
    pub fn sum(amounts: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::Currencies(self.currency, other.currency))
        }
    }
}

/// Amounts of two currencies cannot be compared.
impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.cents.cmp(&other.cents))
    }
}

impl FromStr for Money {
    type Err = MoneyError;
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) = text.split_once(' ').ok_or(MoneyError::Text)?;
        let currency = currency.parse()?;
        let (negative, size) = amount
            .strip_prefix('-')
            .map_or((false, amount), |size| (true, size));
        let (units, hundredths) = size.split_once('.').ok_or(MoneyError::Text)?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(units) || !digits(hundredths) || hundredths.len() != 2 {
            return Err(MoneyError::Text);
        }
        let sign = if negative { "-" } else { "" };
        let cents = format!("{sign}{units}{hundredths}")
            .parse()
            .map_err(|_| MoneyError::TooLarge)?;
        Ok(Self::new(cents, currency))
    }
}

impl TryFrom<String> for Money {
    type Error = MoneyError;
    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.to_string()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.cents.unsigned_abs();
        let sign = if self.is_negative() { "-" } else { "" };
        write!(f, "{sign}{}.{:02} {}", size / 100, size % 100, self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests;
