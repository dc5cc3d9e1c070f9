//! Room names as the contract normalises them (§1.1).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A room's name inside one app: percent-decoded by the caller, in NFKC, lower-cased, without the characters
/// that an address cannot carry. Compared and stored in this form.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoomName(String);

/// Why a text cannot name a room.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoomNameError {
    /// Nothing is left after normalisation.
    #[error("a room name needs at least one letter or digit")]
    Empty,
    /// Too long for an address.
    #[error("a room name has at most 200 characters")]
    TooLong,
}

const DROPPED: &str = ":?#[]@!$&'()*+,;=></\"";

const MAX_ROUNDS: usize = 4;

fn once(text: &str) -> String {
    let kept: String = normalised(text)
        .chars()
        .filter(|c| !DROPPED.contains(*c) && !c.is_control())
        .flat_map(char::to_lowercase)
        .collect();
    kept.trim().to_owned()
}

impl FromStr for RoomName {
    type Err = RoomNameError;
    fn from_str(text: &str) -> Result<Self, RoomNameError> {
        // Lower case can undo the normal form, and so can what is dropped between two characters. Once
        // more is enough but for made-up texts; those that still change are no names.
        let mut name = once(text);
        let mut again = once(&name);
        for _ in 0..MAX_ROUNDS {
            if again == name {
                break;
            }
            name = again;
            again = once(&name);
        }
        if again != name {
            return Err(RoomNameError::Empty);
        }
        if name.is_empty() {
            return Err(RoomNameError::Empty);
        }
        if name.chars().count() > 200 {
            return Err(RoomNameError::TooLong);
        }
        Ok(Self(name))
    }
}

/// Unicode NFKC, so that names that look the same are the same. The server decides; a page that
/// shows a name need not carry the tables.
#[cfg(not(target_arch = "wasm32"))]
fn normalised(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfkc().collect()
}

#[cfg(target_arch = "wasm32")]
fn normalised(text: &str) -> String {
    text.to_owned()
}

impl RoomName {
    /// A name that was parsed before, as it lies in a database. It is taken as it is, so that a row can
    /// be read whatever version of the rule wrote it.
    #[must_use]
    pub const fn from_stored(name: String) -> Self {
        Self(name)
    }

    /// The normalised name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RoomName {
    type Error = RoomNameError;
    fn try_from(text: String) -> Result<Self, RoomNameError> {
        text.parse()
    }
}

impl From<RoomName> for String {
    fn from(name: RoomName) -> Self {
        name.0
    }
}

impl fmt::Display for RoomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RoomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_lower_case_and_without_address_characters() {
        assert_eq!(
            "Daily Stand-up?".parse::<RoomName>().unwrap().as_str(),
            "daily stand-up"
        );
        assert_eq!("ﬁne Ｒｏｏｍ".parse::<RoomName>().unwrap().as_str(), "fine room");
        assert_eq!("???".parse::<RoomName>(), Err(RoomNameError::Empty));
        assert_eq!(": :".parse::<RoomName>(), Err(RoomNameError::Empty));
        assert_eq!("a : ".parse::<RoomName>(), "a".parse());
        assert_eq!("a".repeat(201).parse::<RoomName>(), Err(RoomNameError::TooLong));
    }

    proptest! {
        #[test]
        fn a_name_is_its_own_normal_form(text in "\\PC{0,40}|[a-zA-ZİẞΣ:? \u{301}\u{307}\u{345}]{0,12}") {
            if let Ok(name) = text.parse::<RoomName>() {
                prop_assert_eq!(name.as_str().parse::<RoomName>(), Ok(name.clone()));
                prop_assert!(!name.as_str().trim().is_empty());
            }
        }
    }
}
