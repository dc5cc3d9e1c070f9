//! The judgement itself, free of I/O: read, look up (by the caller), judge.

use crate::check::{Check, features, header, key, names, room, time, user};
use crate::verdict::{Admitted, Decoded, Refusal, Trail, Verdict};
use crate::{Claims, Rule};
use domain::{AppId, KeyId, RoomName, Timestamp};

/// Where and when a token is shown.
#[derive(Debug, Clone)]
pub struct Expectation<'a> {
    /// The app of the address; none where only the token is known.
    pub app: Option<&'a AppId>,
    /// The room of the address; none where a token is looked at outside a meeting.
    pub room: Option<&'a RoomName>,
    /// The present.
    pub now: Timestamp,
    /// He was let in before and has to prove that by other means: then an `exp` that is past is no
    /// reason to refuse him. Everything else is judged as ever.
    pub returning: bool,
}

/// What the caller found in the store for [`Parsed::kid`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The app.
    pub tenant: TenantState,
    /// The key.
    pub key: KeyState,
}

/// How an app stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TenantState {
    /// May hold meetings.
    Active,
    /// Blocked by the operator.
    Blocked,
    /// Deleted.
    Deleted,
    /// There is none.
    Unknown,
}

/// How a key stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// There is none, or it was removed.
    Unknown,
    /// Switched off, since when.
    Disabled(Timestamp),
    /// In use, with its public half as SPKI PEM.
    Enabled(String),
}

/// A token that could be read as far as its `kid`. Nothing in it can be trusted yet.
#[derive(Debug)]
pub struct Parsed {
    pub(crate) kid: KeyId,
    decoded: Decoded,
    signed: String,
    signature: Vec<u8>,
    trail: Trail,
}

impl Parsed {
    /// Reads the token: the checks from [`Check::Size`] to [`Check::App`].
    ///
    /// # Errors
    /// The verdict, if one of them fails.
    pub fn parse(token: &str, app: Option<&AppId>) -> Result<Self, Box<Verdict>> {
        let mut trail = Trail::default();
        let token = token.trim_ascii();
        let parts = trail
            .step(Check::Size, header::size(token))
            .and_then(|()| trail.step(Check::Format, header::parts(token)));
        let parts = match parts {
            Ok(parts) => parts,
            Err(refusal) => return Err(Box::new(trail.end(Err(refusal), None))),
        };
        let kid = trail
            .step(Check::Algorithm, header::algorithm(&parts.decoded.header))
            .and_then(|()| trail.step(Check::Kid, header::kid(&parts.decoded.header)))
            .and_then(|kid| trail.step(Check::App, header::app(kid, app)));
        match kid {
            Ok(kid) => Ok(Self {
                kid,
                decoded: parts.decoded,
                signed: parts.signed,
                signature: parts.signature,
                trail,
            }),
            Err(refusal) => Err(Box::new(trail.end(Err(refusal), Some(parts.decoded)))),
        }
    }

    /// The key to look up; its prefix is the app to look up.
    #[must_use]
    pub const fn kid(&self) -> &KeyId {
        &self.kid
    }

    /// Decides: the checks from [`Check::Tenant`] to [`Check::Room`].
    #[must_use]
    pub fn judge(mut self, found: &Lookup, expected: &Expectation<'_>) -> Verdict {
        let outcome = self.decide(found, expected);
        self.trail.end(outcome, Some(self.decoded))
    }

    fn decide(&mut self, found: &Lookup, expected: &Expectation<'_>) -> Result<Admitted, Refusal> {
        let trail = &mut self.trail;
        let payload = &self.decoded.payload;
        trail.step(Check::Tenant, key::tenant(found.tenant))?;
        let public = trail.step(Check::Key, key::state(&self.kid, &found.key))?;
        trail.step(
            Check::Signature,
            key::signature(public, self.signed.as_bytes(), &self.signature),
        )?;
        let expires_at = trail.step(
            Check::Expiry,
            time::expiry(payload, expected.now, expected.returning),
        )?;
        trail.step(Check::NotBefore, time::not_before(payload, expected.now))?;
        trail.step(Check::Audience, names::audience(payload))?;
        trail.step(Check::Issuer, names::issuer(payload))?;
        trail.step(Check::Subject, names::subject(payload, &self.kid))?;
        let context = trail.step(Check::Context, names::context(payload))?;
        let user = trail.step(Check::User, user::user(context))?;
        let features = trail.step(Check::Features, features::features(context))?;
        let room = trail.step(Check::Room, room::room(payload, context, expected.room))?;
        Ok(Admitted {
            claims: Claims {
                user_id: user.id,
                name: user.name,
                email: user.email,
                avatar: user.avatar,
                moderator: user.moderator,
                hidden_from_recorder: user.hidden_from_recorder,
                role_visitor: user.role_visitor,
                group: names::group(context),
                features,
                room,
                expires_at,
                mau_p: context.contains_key("mauP"),
            },
            kid: self.kid.clone(),
        })
    }
}

/// The verdict on no token at all.
impl Verdict {
    /// Refuses a join without a token.
    #[must_use]
    pub fn without_token() -> Self {
        let mut trail = Trail::default();
        let refusal = Refusal::new(
            Rule::Missing,
            "A token is needed to join this meeting. Open the meeting with ?jwt= and a token signed with one of the app's keys.",
        );
        let outcome = trail.step::<Admitted>(Check::Size, Err(refusal));
        trail.end(outcome, None)
    }
}
