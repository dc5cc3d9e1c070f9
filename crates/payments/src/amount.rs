//! How much to move: whole cents of one currency.

use std::fmt;
use std::str::FromStr;

/// A currency by its ISO 4217 code, of those that have hundredths.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// United States dollars, the currency of the contract's prices (§5.3).
    pub const USD: Self = Self(*b"USD");

    /// The code in small letters, as Stripe writes it.
    #[must_use]
    pub fn lower(self) -> String {
        self.to_string().to_ascii_lowercase()
    }
}

impl FromStr for Currency {
    type Err = crate::Error;
    fn from_str(text: &str) -> Result<Self, crate::Error> {
        match text.to_ascii_uppercase().as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(crate::Error::Unreadable("a currency")),
        }
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

/// Whole cents that carry their currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Amount {
    /// Hundredths of the currency; a charge or refund is always more than zero.
    pub cents: i64,
    /// Which currency.
    pub currency: Currency,
}

impl Amount {
    /// United States dollars, in cents.
    #[must_use]
    pub const fn usd(cents: i64) -> Self {
        Self {
            cents,
            currency: Currency::USD,
        }
    }

    /// Refuses what cannot be moved.
    pub(crate) fn positive(self) -> crate::Result<Self> {
        if self.cents > 0 {
            Ok(self)
        } else {
            Err(crate::Error::NothingToMove)
        }
    }
}
