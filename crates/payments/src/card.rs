//! Cards: what is kept of one, and what a person types into the simulated form.

use crate::CardId;
use domain::Timestamp;
use secrecy::{ExposeSecret, SecretString};

/// The last month in which a card is good.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
pub struct Expiry {
    /// Four digits.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

impl Expiry {
    /// Whether the card's last month is over, in UTC.
    #[must_use]
    pub fn is_past(self, now: Timestamp) -> bool {
        self.months() < month_of(now)
    }

    /// Whether the card is still good now but not in `months` months; for the warning on the page.
    #[must_use]
    pub fn ends_within(self, months: u32, now: Timestamp) -> bool {
        !self.is_past(now) && self.months() < month_of(now) + i64::from(months)
    }

    fn months(self) -> i64 {
        i64::from(self.year) * 12 + i64::from(self.month)
    }
}

fn month_of(now: Timestamp) -> i64 {
    let day = now.date();
    i64::from(day.year()) * 12 + i64::from(u8::from(day.month()))
}

/// A card on file, as far as it may be shown. The number itself stays with the provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card {
    /// The provider's name for it.
    pub id: CardId,
    /// In the provider's small letters: `visa`, `mastercard`, `amex`, …
    pub brand: String,
    /// The last four digits.
    pub last4: String,
    /// The last month in which it is good.
    pub expiry: Expiry,
}

/// What was typed into the simulated form. Nobody should type a real card there, but people do:
/// the number is kept out of logs and is never stored.
#[derive(Clone, Debug)]
pub struct TypedCard {
    number: SecretString,
    /// The last month in which it is good.
    pub expiry: Expiry,
    cvc: SecretString,
}

impl TypedCard {
    /// Takes the fields as typed. A year of two digits belongs to this century.
    #[must_use]
    pub fn new(number: &str, expiry: Expiry, cvc: &str) -> Self {
        let digits: String = number
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        let year = if expiry.year < 100 {
            expiry.year + 2000
        } else {
            expiry.year
        };
        Self {
            number: digits.into(),
            expiry: Expiry { year, ..expiry },
            cvc: cvc.trim().to_owned().into(),
        }
    }

    /// The digits of the number, if it is a card number at all: 12 to 19 digits that pass the check
    /// digit of ISO/IEC 7812-1 (Luhn).
    pub(crate) fn digits(&self) -> Option<&str> {
        Some(self.number.expose_secret()).filter(|n| luhn(n))
    }

    /// Whether the security code has the length that the brand uses.
    pub(crate) fn cvc_fits(&self, brand: &str) -> bool {
        let cvc = self.cvc.expose_secret();
        cvc.bytes().all(|b| b.is_ascii_digit()) && cvc.len() == if brand == "amex" { 4 } else { 3 }
    }
}

fn luhn(number: &str) -> bool {
    if !(12..=19).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| match (place % 2, u32::from(byte - b'0')) {
            (0, digit) => digit,
            (_, digit) => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}
