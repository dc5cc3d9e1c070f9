//! Days, amounts and quantities as people read them.

use billing::{Period, Quantity, Rate};
use domain::{Date, Money};

/// The real minus sign, as wide as a figure.
const MINUS: char = '\u{2212}';

/// `8 Mar 2026`.
pub(crate) fn day(day: Date) -> String {
    let month = day.month().to_string();
    let short = month.get(..3).unwrap_or(&month);
    format!("{} {short} {}", day.day(), day.year())
}

/// `8 Mar 2026 – 8 Apr 2026`.
pub(crate) fn period(period: Period) -> String {
    format!("{} – {}", day(period.from), day(period.until))
}

/// `1,234.50 USD`.
pub(crate) fn money(money: Money) -> String {
    format!("{} {}", amount(money), money.currency())
}

/// `1,234.50`.
pub(crate) fn amount(money: Money) -> String {
    let size = money.cents().unsigned_abs();
    let sign = if money.is_negative() {
        MINUS.to_string()
    } else {
        String::new()
    };
    format!("{sign}{}.{:02}", thousands(&(size / 100).to_string()), size % 100)
}

/// `1,499.00`, `0.0125`.
pub(crate) fn rate(rate: Rate) -> String {
    let text = rate.to_string();
    match text.split_once('.') {
        Some((units, decimals)) => format!("{}.{decimals}", thousands(units)),
        None => text,
    }
}

/// `1,200`, `15 of 30 days`.
pub(crate) fn quantity(quantity: Quantity) -> String {
    let text = quantity.to_string();
    let (sign, size) = text
        .strip_prefix('-')
        .map_or((String::new(), text.as_str()), |size| (MINUS.to_string(), size));
    let digits = size.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = size.split_at(digits);
    format!("{sign}{}{unit}", thousands(count))
}

/// What one of them is.
pub(crate) const fn unit(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Devices(_) => "MAU",
        Quantity::Minutes(_) => "minute",
        Quantity::Days(_) => "day",
        Quantity::Cycles(_) => "month",
    }
}

/// For what the price of one is; of a whole month where days are counted.
pub(crate) const fn per(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Devices(_) => "per MAU",
        Quantity::Minutes(_) => "per minute",
        Quantity::Days(_) | Quantity::Cycles(_) => "per month",
    }
}

fn thousands(digits: &str) -> String {
    let count = digits.len();
    let mut grouped = String::with_capacity(count + count / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (count - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
