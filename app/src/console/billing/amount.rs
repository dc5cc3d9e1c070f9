//! Amounts as people type them.

use domain::{Currency, Money};

const HOW: &str = "Give an amount with at most two decimals, as in 250 or 250.00, or leave it empty.";

/// "250", "250.5", "1,000.00" or "$250"; nothing typed is nothing.
///
/// # Errors
/// One sentence that says how an amount is typed.
pub(super) fn typed(text: &str, currency: Currency) -> Result<Option<Money>, &'static str> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let text = text.strip_prefix('$').unwrap_or(&text);
    if text.is_empty() {
        return Ok(None);
    }
    let (units, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if units.is_empty() || !digits(units) || !digits(decimals) || decimals.len() > 2 {
        return Err(HOW);
    }
    let cents = format!("{units}{decimals:0<2}").parse().map_err(|_| HOW)?;
    Ok(Some(Money::new(cents, currency)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_typed() {
        let cents = |text: &str| typed(text, Currency::USD).map(|it| it.map(Money::cents));
        assert_eq!(cents("250"), Ok(Some(25_000)));
        assert_eq!(cents(" $1,000.5 "), Ok(Some(100_050)));
        assert_eq!(cents("0"), Ok(Some(0)));
        assert_eq!(cents("  "), Ok(None));
        for wrong in ["-1", "1.234", "ten", ".", "1.2.3", "99999999999999999999"] {
            assert_eq!(cents(wrong), Err(HOW), "{wrong}");
        }
    }
}
