//! Names that people type.

use crate::{Error, Result};

/// A name of 1 to 100 characters without control characters, trimmed.
pub(crate) fn name(field: &'static str, what: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(field, format!("please enter {what}")));
    }
    if text.chars().count() > 100 {
        return Err(Error::invalid(
            field,
            format!("{what} can have at most 100 characters; please shorten it"),
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(
            field,
            format!("{what} cannot contain line breaks or control characters; please remove them"),
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_neither_empty_nor_endless() {
        assert_eq!(name("name", "your name", "  Ada \n").unwrap(), "Ada");
        for bad in ["", "  ", "a\u{0}b", "a\nb", &"x".repeat(101)] {
            assert!(name("name", "your name", bad).is_err(), "{bad:?}");
        }
    }
}
