//! Identifiers, one type each, in the shapes of contract §1.1.

use crate::Random;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Why a text is not an identifier; the sentence can be shown to the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct IdError(pub &'static str);

fn is_lower_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $error:literal, |$text:ident| $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str($text: &str) -> Result<Self, IdError> {
                if $valid { Ok(Self($text.to_owned())) } else { Err(IdError($error)) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identifier from the random source.
            #[must_use]
            pub fn new(random: &Random) -> Self {
                Self(random.uuid())
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::parse_str(text).map(Self).map_err(|_| IdError("a UUID was expected"))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id!(
    /// The organisation that has the account and pays.
    CustomerId
);
uuid_id!(
    /// A person who can log in to a customer's console.
    MemberId
);
uuid_id!(
    /// One meeting instance: the same room name later gets another one (contract §7.1).
    SessionId
);
uuid_id!(
    /// The participant's uuid; its first eight hex characters are the [`EndpointId`].
    ParticipantUuid
);

const APP_PREFIX: &str = "vpaas-magic-cookie-";

text_id!(
    /// The tenant: `vpaas-magic-cookie-` and 32 lower-case hex characters; the JWT's `sub`.
    AppId,
    "an AppID is `vpaas-magic-cookie-` followed by 32 lower-case hex characters",
    |text| text.strip_prefix(APP_PREFIX).is_some_and(|hex| is_lower_hex(hex, 32))
);

impl AppId {
    /// A new AppID from the random source.
    #[must_use]
    pub fn new(random: &Random) -> Self {
        Self(format!("{APP_PREFIX}{}", hex::encode(random.bytes::<16>())))
    }

    /// The 32 hex characters alone, which the contract calls `customerId`.
    #[must_use]
    pub fn hex(&self) -> &str {
        &self.0[APP_PREFIX.len()..]
    }
}

text_id!(
    /// A key's `kid`: `AppID/suffix`. We make suffixes of 6 hex characters and read any of `[0-9A-Za-z_-]` (contract §1.1).
    KeyId,
    "a kid is the AppID, a slash, and the key's short name",
    |text| text.split_once('/').is_some_and(|(app, suffix)| app.parse::<AppId>().is_ok()
        && !suffix.is_empty()
        && suffix.len() <= 64
        && suffix.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'))
);

impl KeyId {
    /// A new key id under `app`.
    #[must_use]
    pub fn new(app: &AppId, random: &Random) -> Self {
        Self(format!("{app}/{}", hex::encode(random.bytes::<3>())))
    }

    /// The AppID in front of the slash.
    #[must_use]
    pub fn app(&self) -> AppId {
        AppId(self.0.split_once('/').map_or("", |(app, _)| app).to_owned())
    }
}

text_id!(
    /// The participant as others see him: 8 lower-case hex characters.
    EndpointId,
    "a participant id is 8 lower-case hex characters",
    |text| is_lower_hex(text, 8)
);

impl ParticipantUuid {
    /// The endpoint id: the first 8 hex characters of the uuid.
    #[must_use]
    pub fn endpoint(&self) -> EndpointId {
        EndpointId(self.0.simple().to_string()[..8].to_owned())
    }
}

text_id!(
    /// What monthly active users are counted by: a browser's `billingId` or `jitsiMeetId` (contract §1.6).
    DeviceId,
    "a device id has 1 to 64 letters, digits, dots, dashes, colons, plus signs or underscores",
    |text| !text.is_empty()
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-:+".contains(&b))
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_id_is_a_prefix_and_32_hex_characters() {
        let good = "vpaas-magic-cookie-0123456789abcdef0123456789abcdef";
        assert_eq!(good.parse::<AppId>().unwrap().hex().len(), 32);
        for bad in [
            "",
            "vpaas-magic-cookie-",
            "vpaas-magic-cookie-0123456789ABCDEF0123456789abcdef",
        ] {
            assert!(bad.parse::<AppId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_id_carries_its_app() {
        let app = "vpaas-magic-cookie-0123456789abcdef0123456789abcdef";
        let kid: KeyId = format!("{app}/1a2b3c").parse().unwrap();
        assert_eq!(kid.app().as_str(), app);
        assert!(format!("{app}/a/b").parse::<KeyId>().is_err());
        assert!(format!("{app}/").parse::<KeyId>().is_err());
    }

    #[test]
    fn an_endpoint_id_is_the_start_of_the_uuid() {
        let id: ParticipantUuid = "9f0c7a32-1b2c-4d5e-8f90-0123456789ab".parse().unwrap();
        assert_eq!(id.endpoint().as_str(), "9f0c7a32");
    }
}
