//! What the accounts service refuses, as a form shows it.

use crate::state;
use crate::ui::form::FormError;
use accounts::Error;

/// The answer of a form.
pub(crate) fn refused(error: Error) -> FormError {
    match error {
        Error::Invalid { field, message } => FormError::field(field, sentence(&message)),
        Error::Throttled { .. } => FormError::TryLater(sentence(&error.to_string())),
        Error::WrongCredentials | Error::NotVerified | Error::AlreadyVerified | Error::LinkExpired => {
            FormError::general(sentence(&error.to_string()))
        }
        Error::Store(error) => state::trouble(error),
        Error::Internal(error) => state::trouble(error),
    }
}

/// A message as a sentence of its own.
pub(crate) fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let rest = chars.as_str();
    let stop = if rest.ends_with(['.', '?']) { "" } else { "." };
    format!("{first}{rest}{stop}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_sentence() {
        assert_eq!(sentence("try again"), "Try again.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), ".");
    }

    #[test]
    fn a_field_is_named() {
        let error = Error::Invalid {
            field: "email",
            message: "this is no address".to_owned(),
        };
        assert_eq!(refused(error), FormError::field("email", "This is no address."));
    }
}
