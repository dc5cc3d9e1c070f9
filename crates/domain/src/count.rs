//! What an active user is counted by.

use crate::{DeviceId, IdError};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What monthly active users are counted by: devices, as the contract has it (§1.6), or people, who may
/// have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountBy {
    /// Distinct devices.
    #[default]
    Device,
    /// Distinct user ids of tokens; whoever has none is his device.
    Person,
}

/// Who is counted. Its text says which of the two it is, so a user id never equals a device.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Somebody {
    /// The user whose id a token gives (`context.user.id`).
    User(String),
    /// A device.
    Device(DeviceId),
}

/// The longest user id that names somebody, in bytes: it lies in an index.
const MAX_USER_BYTES: usize = 512;

const USER: &str = "user:";
const DEVICE: &str = "device:";

impl Somebody {
    /// Who is there, for a count by people: the user of the token, or the device if the token names none.
    ///
    /// An id of more than 512 bytes names nobody. U+0000, which PostgreSQL cannot keep, is read as U+FFFD.
    #[must_use]
    pub fn person(user_id: Option<&str>, device: &DeviceId) -> Self {
        let id = user_id.unwrap_or_default().replace('\0', "\u{fffd}");
        if (1..=MAX_USER_BYTES).contains(&id.len()) {
            Self::User(id)
        } else {
            Self::Device(device.clone())
        }
    }
}

impl fmt::Display for Somebody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "{USER}{id}"),
            Self::Device(device) => write!(f, "{DEVICE}{device}"),
        }
    }
}

impl FromStr for Somebody {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        if let Some(id) = text.strip_prefix(USER) {
            Ok(Self::User(id.to_owned()))
        } else if let Some(device) = text.strip_prefix(DEVICE) {
            device.parse().map(Self::Device)
        } else {
            Err(IdError(
                "somebody is `user:` and an id, or `device:` and a device id",
            ))
        }
    }
}

impl TryFrom<String> for Somebody {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<Somebody> for String {
    fn from(somebody: Somebody) -> Self {
        somebody.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_no_id_of_his_own_is_his_device() {
        let device: DeviceId = "d1".parse().unwrap();
        let person = |id: Option<&str>| Somebody::person(id, &device);
        assert_eq!(person(None), Somebody::Device(device.clone()));
        assert_eq!(person(Some("")), Somebody::Device(device.clone()));
        assert_eq!(person(Some(&"x".repeat(513))), Somebody::Device(device.clone()));
        let longest = "x".repeat(512);
        assert_eq!(person(Some(&longest)), Somebody::User(longest.clone()));
        assert_eq!(person(Some("a\0b")), Somebody::User("a\u{fffd}b".to_owned()));
    }

    #[test]
    fn a_user_who_is_called_like_a_device_is_not_the_device() {
        let device: DeviceId = "device:d1".parse().unwrap();
        let texts = [
            (Somebody::Device("d1".parse().unwrap()), "device:d1"),
            (Somebody::Device(device.clone()), "device:device:d1"),
            (Somebody::person(Some("device:d1"), &device), "user:device:d1"),
            (Somebody::person(Some("user:"), &device), "user:user:"),
        ];
        for (somebody, text) in texts {
            assert_eq!(somebody.to_string(), text);
            assert_eq!(text.parse(), Ok(somebody));
        }
        for bad in ["", "d1", "device:", "User:x"] {
            assert!(bad.parse::<Somebody>().is_err(), "{bad}");
        }
    }

    #[test]
    fn configuration_says_device_or_person() {
        let read = |text| serde_json::from_str::<CountBy>(text).ok();
        assert_eq!(read("\"device\""), Some(CountBy::Device));
        assert_eq!(read("\"person\""), Some(CountBy::Person));
        assert_eq!(CountBy::default(), CountBy::Device);
    }
}
