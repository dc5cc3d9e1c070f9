//! The test cards, by number (Stripe, "Test card numbers").

use serde::{Deserialize, Serialize};

/// A number that may be typed into the simulated form.
#[derive(Clone, Copy, Debug)]
pub struct TestCard {
    /// Digits without spaces.
    pub number: &'static str,
    /// `visa`, `mastercard`, …
    pub brand: &'static str,
    /// What happens, for the list beside the form.
    pub says: &'static str,
    pub(super) conduct: Conduct,
}

/// What a card does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Conduct {
    /// Everything works.
    Pays,
    /// Cannot be put on file, for the reason given by the number.
    Refused,
    /// Can be put on file; every charge is declined.
    Declines,
    /// Wants to be confirmed when it is put on file, and then no more.
    ConfirmsOnce,
    /// Wants to be confirmed every time.
    ConfirmsAlways,
    /// Wants to be confirmed when it is put on file; every charge finds it empty.
    Empty,
    /// Refunds are pending at first.
    RefundsLate,
    /// Refunds look done and fail later.
    RefundsFail,
}

const fn card(number: &'static str, brand: &'static str, conduct: Conduct, says: &'static str) -> TestCard {
    TestCard {
        number,
        brand,
        says,
        conduct,
    }
}

/// Every number that the simulated form knows. Any expiry in the future and any security code will do.
pub const TEST_CARDS: &[TestCard] = &[
    card("4242424242424242", "visa", Conduct::Pays, "pays"),
    card("4000056655665556", "visa", Conduct::Pays, "pays (debit)"),
    card("5555555555554444", "mastercard", Conduct::Pays, "pays"),
    card("2223003122003222", "mastercard", Conduct::Pays, "pays (2-series)"),
    card("5200828282828210", "mastercard", Conduct::Pays, "pays (debit)"),
    card("5105105105105100", "mastercard", Conduct::Pays, "pays (prepaid)"),
    card(
        "378282246310005",
        "amex",
        Conduct::Pays,
        "pays (code of four digits)",
    ),
    card(
        "371449635398431",
        "amex",
        Conduct::Pays,
        "pays (code of four digits)",
    ),
    card("6011111111111117", "discover", Conduct::Pays, "pays"),
    card("3056930009020004", "diners", Conduct::Pays, "pays"),
    card("36227206271667", "diners", Conduct::Pays, "pays (14 digits)"),
    card("3566002020360505", "jcb", Conduct::Pays, "pays"),
    card("6200000000000005", "unionpay", Conduct::Pays, "pays"),
    card(
        "4000003800000446",
        "visa",
        Conduct::Pays,
        "pays without being confirmed",
    ),
    card(
        "4000000000000341",
        "visa",
        Conduct::Declines,
        "can be put on file, every charge is declined",
    ),
    card(
        "4000002500003155",
        "visa",
        Conduct::ConfirmsOnce,
        "is confirmed once (3-D Secure), then pays",
    ),
    card(
        "4000002760003184",
        "visa",
        Conduct::ConfirmsAlways,
        "is confirmed every time (3-D Secure)",
    ),
    card(
        "4000000000003220",
        "visa",
        Conduct::ConfirmsAlways,
        "is confirmed every time (3-D Secure)",
    ),
    card(
        "4000008260003178",
        "visa",
        Conduct::Empty,
        "is confirmed once, then has not enough money",
    ),
    card(
        "4000000000007726",
        "visa",
        Conduct::RefundsLate,
        "pays; refunds are pending at first",
    ),
    card(
        "4000000000005126",
        "visa",
        Conduct::RefundsFail,
        "pays; refunds fail later",
    ),
    card("4000000000000002", "visa", Conduct::Refused, "is declined"),
    card(
        "4000000000009995",
        "visa",
        Conduct::Refused,
        "is declined: not enough money",
    ),
    card("4000000000009987", "visa", Conduct::Refused, "is declined: lost"),
    card(
        "4000000000009979",
        "visa",
        Conduct::Refused,
        "is declined: stolen",
    ),
    card(
        "4000000000000069",
        "visa",
        Conduct::Refused,
        "is declined: expired",
    ),
    card(
        "4000000000000127",
        "visa",
        Conduct::Refused,
        "is declined: wrong security code",
    ),
    card(
        "4000000000000119",
        "visa",
        Conduct::Refused,
        "is declined: the bank has trouble",
    ),
    card(
        "4000000000006975",
        "visa",
        Conduct::Refused,
        "is declined: used too often",
    ),
];

/// The word with which a refused number is declined.
pub(super) fn refusal(number: &str) -> &'static str {
    match number {
        "4000000000009995" => "insufficient_funds",
        "4000000000009987" => "lost_card",
        "4000000000009979" => "stolen_card",
        "4000000000000069" => "expired_card",
        "4000000000000127" => "incorrect_cvc",
        "4000000000000119" => "processing_error",
        "4000000000006975" => "card_velocity_exceeded",
        _ => "generic_decline",
    }
}
