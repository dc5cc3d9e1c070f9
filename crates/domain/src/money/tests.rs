//! Amounts: their text, their sums, and the one way in which they are rounded.

use super::*;

fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::USD)
}

#[test]
fn an_amount_survives_its_text() {
    for (cents, text) in [
        (9_900, "99.00 USD"),
        (-4_950, "-49.50 USD"),
        (-7, "-0.07 USD"),
        (0, "0.00 USD"),
        (i64::MIN, "-92233720368547758.08 USD"),
    ] {
        assert_eq!(usd(cents).to_string(), text);
        assert_eq!(text.parse::<Money>(), Ok(usd(cents)));
    }
}

#[test]
fn a_text_with_other_than_two_decimals_is_no_amount() {
    for text in [
        "99 USD",
        "99.0 USD",
        "9.000 USD",
        ".50 USD",
        "1.+5 USD",
        "--1.00 USD",
        "+1.00 USD",
        "1.00",
    ] {
        assert_eq!(text.parse::<Money>(), Err(MoneyError::Text), "{text}");
    }
    assert_eq!(
        "92233720368547758.08 USD".parse::<Money>(),
        Err(MoneyError::TooLarge)
    );
}

#[test]
fn a_currency_needs_hundredths() {
    assert!("EUR".parse::<Currency>().is_ok());
    for text in ["JPY", "KWD", "usd", "US", "USDX", ""] {
        assert_eq!(text.parse::<Currency>(), Err(MoneyError::Currency), "{text}");
    }
}

#[test]
fn half_a_cent_goes_away_from_zero() {
    for (numerator, denominator, cents) in [
        (1, 2, 1),
        (-1, 2, -1),
        (1, -2, -1),
        (-1, -2, 1),
        (149, 100, 1),
        (150, 100, 2),
        (-149, 100, -1),
        (-150, 100, -2),
        (1, 3, 0),
        (2, 3, 1),
        (0, 7, 0),
    ] {
        assert_eq!(
            Money::rounded(numerator, denominator, Currency::USD),
            Ok(usd(cents)),
            "{numerator}/{denominator}"
        );
    }
}

#[test]
fn a_share_of_days_is_exact() {
    assert_eq!(usd(49_900).share(15, 30), Ok(usd(24_950)));
    assert_eq!(usd(9_900).share(1, 30), Ok(usd(330)));
    assert_eq!(usd(100).share(1, 30), Ok(usd(3)));
    assert_eq!(usd(1).share(1, 0), Err(MoneyError::ZeroParts));
    assert_eq!(usd(i64::MAX).share(2, 1), Err(MoneyError::TooLarge));
    assert_eq!(
        Money::rounded(i128::MIN, 1, Currency::USD),
        Err(MoneyError::TooLarge)
    );
    assert_eq!(
        Money::rounded(1, i128::MIN, Currency::USD),
        Err(MoneyError::TooLarge)
    );
}

#[test]
fn sums_never_overflow_silently_and_never_mix_currencies() {
    let euro = "EUR".parse().unwrap();
    assert_eq!(usd(2).plus(usd(3)), Ok(usd(5)));
    assert_eq!(usd(2).minus(usd(3)), Ok(usd(-1)));
    assert_eq!(usd(2).negated(), Ok(usd(-2)));
    assert_eq!(usd(i64::MAX).plus(usd(1)), Err(MoneyError::TooLarge));
    assert_eq!(usd(i64::MIN).minus(usd(1)), Err(MoneyError::TooLarge));
    assert_eq!(usd(i64::MIN).negated(), Err(MoneyError::TooLarge));
    let mixed = Err(MoneyError::Currencies(Currency::USD, euro));
    assert_eq!(usd(1).plus(Money::zero(euro)), mixed);
    assert_eq!(usd(1).minus(Money::zero(euro)), mixed);
    assert_eq!(usd(1).partial_cmp(&Money::zero(euro)), None);
    assert!(usd(1) < usd(2));
    assert_eq!(Money::sum([usd(1), usd(2)], Currency::USD), Ok(usd(3)));
    assert!(usd(-1).is_negative() && !usd(0).is_negative() && usd(0).is_zero() && !usd(1).is_zero());
}

#[test]
fn an_amount_is_a_text_in_json_too() {
    let json = serde_json::to_string(&usd(89_700)).unwrap();
    assert_eq!(json, "\"897.00 USD\"");
    assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), usd(89_700));
}
