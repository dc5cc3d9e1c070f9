//! The provider's identifiers, one type each. They are safe in an address and in a file's name.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A text that no provider uses as an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an identifier of a payment provider has 1 to 255 letters, digits, hyphens or underscores")]
pub struct IdError;

fn valid(text: &str) -> bool {
    (1..=255).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

macro_rules! provider_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
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
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::try_from(text.to_owned())
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                if valid(&text) { Ok(Self(text)) } else { Err(IdError) }
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
    )*};
}

provider_id! {
    /// Who pays, as the provider knows them (Stripe: `cus_…`).
    PayerId;
    /// A card on file (Stripe: `pm_…`).
    CardId;
    /// One visit to the form that puts a card on file (Stripe: `seti_…`).
    SetupId;
    /// One attempt to take money (Stripe: `pi_…`).
    ChargeId;
    /// Money given back (Stripe: `re_…`).
    RefundId;
    /// One notice of the provider (Stripe: `evt_…`); stored before it is acted on.
    EventId;
}

macro_rules! made_here {
    ($($name:ident)*) => {$(
        impl $name {
            /// An identifier of our own making: a fixed word and hex digits, which is always valid.
            pub(crate) fn made(word: &str, rest: &str) -> Self {
                Self(format!("{word}_{rest}"))
            }
        }
    )*};
}

made_here! { PayerId CardId SetupId ChargeId RefundId }
