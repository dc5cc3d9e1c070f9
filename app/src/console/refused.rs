//! What the subscriptions service refuses, as a form or page shows it.

use crate::site::trouble::sentence;
use crate::state;
use crate::ui::form::FormError;
use subscriptions::Error;

/// The answer of a form or page.
pub(crate) fn refused(error: Error) -> FormError {
    match error {
        Error::Invalid { field, sentence: why } => FormError::field(field, sentence(&why)),
        Error::UnknownInvoice(_) => FormError::NotFound,
        error if error.is_for_people() => FormError::general(sentence(&error.to_string())),
        error => state::trouble(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_shown_in_words() {
        assert_eq!(
            refused(Error::CardNeeded),
            FormError::general("This plan is paid in advance; add a card first.")
        );
    }
}
