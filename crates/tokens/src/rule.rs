//! The rules a token can break, each with the code that machines read.

use serde::Serialize;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident => $code:literal,)*) => {
        /// Why a token is refused. The codes are part of the API and never change their meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Rule {
            /// Every rule, in the order of the checks.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code for machines.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

rules! {
    /// There is no token.
    Missing => "token_missing",
    /// Longer than [`crate::MAX_TOKEN_BYTES`]; not read at all.
    TooLarge => "token_too_large",
    /// Not three base64url parts with a JSON header and a JSON payload.
    Malformed => "token_malformed",
    /// `alg` is `none` or absent: not signed.
    AlgorithmNone => "algorithm_none",
    /// Any algorithm but RS256.
    AlgorithmNotAllowed => "algorithm_not_allowed",
    /// A `crit` header names extensions that must be understood (RFC 7515 §4.1.11); none are.
    CriticalHeader => "critical_header",
    /// The header has no `kid`.
    KidMissing => "kid_missing",
    /// The `kid` is not `AppID/suffix`.
    KidMalformed => "kid_malformed",
    /// The `kid` belongs to another app than the address.
    KidOtherApp => "kid_other_app",
    /// There is no such app.
    AppUnknown => "app_unknown",
    /// The app is blocked.
    AppBlocked => "app_blocked",
    /// The app was deleted.
    AppDeleted => "app_deleted",
    /// The app has no such key.
    KeyUnknown => "key_unknown",
    /// The key is disabled.
    KeyDisabled => "key_disabled",
    /// The signature was not made by the key's private half, or the token was changed afterwards.
    SignatureInvalid => "signature_invalid",
    /// No `exp`.
    ExpMissing => "exp_missing",
    /// `exp` is not a number of seconds.
    ExpInvalid => "exp_invalid",
    /// `exp` is past.
    Expired => "expired",
    /// `nbf` is not a number of seconds.
    NbfInvalid => "nbf_invalid",
    /// `nbf` is still to come.
    NotYetValid => "not_yet_valid",
    /// `aud` is not `jitsi`.
    AudienceWrong => "audience_wrong",
    /// `iss` is not `chat`.
    IssuerWrong => "issuer_wrong",
    /// `sub` is not the AppID of the `kid`.
    SubjectWrong => "subject_wrong",
    /// No `context` object.
    ContextMissing => "context_missing",
    /// `context.user` or one of its fields has the wrong kind.
    UserInvalid => "user_invalid",
    /// `context.features` is not an object.
    FeaturesInvalid => "features_invalid",
    /// A feature that does not exist.
    FeatureUnknown => "feature_unknown",
    /// A feature's value is neither a boolean nor one written as text.
    FeatureValueInvalid => "feature_value_invalid",
    /// No `room`.
    RoomMissing => "room_missing",
    /// `room` is not a text that can name a room.
    RoomInvalid => "room_invalid",
    /// `room` is a pattern that cannot be read.
    RoomPatternInvalid => "room_pattern_invalid",
    /// `room` is a pattern that takes too many steps to match.
    RoomPatternTooCostly => "room_pattern_too_costly",
    /// The token is for another room.
    RoomMismatch => "room_mismatch",
}

impl std::fmt::Display for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_snake_case() {
        let mut codes: Vec<_> = Rule::ALL.iter().map(|rule| rule.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Rule::ALL.len());
        assert!(
            codes
                .iter()
                .all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        );
        assert_eq!(serde_json::to_value(Rule::Expired).unwrap(), "expired");
    }
}
