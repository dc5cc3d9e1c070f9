//! What comes of a card that was typed or confirmed.

use super::next;
use crate::state;
use crate::ui::form::{FormError, FormResult};
use payments::{Decline, SetupOutcome};

/// Leads on if the card is on file or its owner must confirm; says why not otherwise.
pub(super) fn lead(outcome: SetupOutcome, setup: &str, to: &str) -> FormResult<()> {
    match outcome {
        SetupOutcome::Saved(_) => {
            state::go(&next::after(to));
            Ok(())
        }
        SetupOutcome::NeedsAction => {
            state::go(&next::step("/confirm", setup, to));
            Ok(())
        }
        SetupOutcome::Declined(decline) => Err(declined(&decline)),
        SetupOutcome::Unfinished => Err(FormError::general("No card was typed so far. Fill in the form.")),
        SetupOutcome::Canceled => Err(FormError::general(
            "This form is not good any more. Load the page again and type the card.",
        )),
    }
}

/// The sentence, at the field that it is about.
fn declined(decline: &Decline) -> FormError {
    let field = match decline.code.as_str() {
        "incorrect_number" | "invalid_number" | "test_mode_live_card" => "number",
        "invalid_expiry_month" | "invalid_expiry_year" | "expired_card" => "expiry",
        "incorrect_cvc" | "invalid_cvc" => "cvc",
        _ => return FormError::general(decline.sentence),
    };
    FormError::field(field, decline.sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_wrong_is_said_where_it_was_typed() {
        let cvc = Decline::new("incorrect_cvc");
        assert_eq!(declined(&cvc), FormError::field("cvc", cvc.sentence));
        let lost = Decline::new("lost_card");
        assert_eq!(declined(&lost), FormError::general(lost.sentence));
    }
}
