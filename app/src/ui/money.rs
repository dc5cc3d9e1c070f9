//! Amounts as people read them.

use billing::Rate;
use domain::{Currency, Money};

/// "$1,234.50", "−$49.50", or with another currency "1,234.50 EUR".
pub(crate) fn money(amount: Money) -> String {
    let cents = amount.cents().unsigned_abs();
    let figure = format!("{}.{:02}", grouped(cents / 100), cents % 100);
    signed(amount.is_negative(), &figure, amount.currency())
}

/// The price of one, with as many decimals as it has: "$0.99", "0.0125 EUR".
pub(crate) fn rate(price: Rate, currency: Currency) -> String {
    let text = price.to_string();
    let (units, decimals) = text.split_once('.').unwrap_or((&text, "00"));
    let units = units.parse().map_or_else(|_| units.to_owned(), grouped);
    signed(false, &format!("{units}.{decimals}"), currency)
}

/// Digits in groups of three: "1,500".
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn signed(negative: bool, figure: &str, currency: Currency) -> String {
    let sign = if negative { "−" } else { "" };
    if currency == Currency::USD {
        format!("{sign}${figure}")
    } else {
        format!("{sign}{figure} {currency}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_their_readers_write_them() {
        let dollars = |cents| money(Money::new(cents, Currency::USD));
        assert_eq!(dollars(0), "$0.00");
        assert_eq!(dollars(9_900), "$99.00");
        assert_eq!(dollars(-4_950), "−$49.50");
        assert_eq!(dollars(123_456_789), "$1,234,567.89");
        assert_eq!(money(Money::new(9_905, "EUR".parse().unwrap())), "99.05 EUR");
    }

    #[test]
    fn the_price_of_one_keeps_its_decimals() {
        assert_eq!(rate(Rate::cents(99), Currency::USD), "$0.99");
        assert_eq!(rate("0.0125".parse().unwrap(), Currency::USD), "$0.0125");
        assert_eq!(rate("1200".parse().unwrap(), Currency::USD), "$1,200.00");
    }
}
