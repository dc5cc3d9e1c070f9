//! What comes out of judging a token.

use crate::{Check, Claims, Rule};
use domain::KeyId;
use serde::Serialize;
use serde_json::{Map, Value};

/// The whole judgement: the decision, and every check with its result for the inspector.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// Admitted or refused.
    pub outcome: Outcome,
    /// All of [`Check::ALL`], in order.
    pub checks: Vec<Checked>,
    /// Header and payload, if they could be read at all.
    pub decoded: Option<Decoded>,
}

impl Verdict {
    /// The claims of an admitted token.
    #[must_use]
    pub const fn admitted(&self) -> Option<&Admitted> {
        match &self.outcome {
            Outcome::Admitted(admitted) => Some(admitted),
            Outcome::Refused(_) => None,
        }
    }

    /// Why the token is refused.
    #[must_use]
    pub const fn refusal(&self) -> Option<&Refusal> {
        match &self.outcome {
            Outcome::Admitted(_) => None,
            Outcome::Refused(refusal) => Some(refusal),
        }
    }
}

/// The decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Outcome {
    /// The token is good.
    Admitted(Box<Admitted>),
    /// The token breaks a rule; later ones were not looked at.
    Refused(Refusal),
}

/// A good token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Admitted {
    /// What it says.
    pub claims: Claims,
    /// The key that signed it.
    pub kid: KeyId,
}

/// The first rule a token breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// For machines.
    pub rule: Rule,
    /// For people: what is wrong and what to do.
    pub message: String,
}

impl Refusal {
    pub(crate) fn new(rule: Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
        }
    }
}

/// One check and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Which.
    pub check: Check,
    /// How it went.
    pub result: CheckResult,
    /// What was found, in a few words; the refusal's sentence if it failed; empty if not reached.
    pub note: String,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// In order.
    Passed,
    /// The first broken rule.
    Failed,
    /// An earlier check failed.
    NotReached,
}

/// The readable parts of a token. The signature is not among them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decoded {
    /// The first part.
    pub header: Map<String, Value>,
    /// The second part.
    pub payload: Map<String, Value>,
}

/// Collects the checks while they run, so that the inspector's list and the decision are one thing.
#[derive(Debug, Default)]
pub(crate) struct Trail(Vec<Checked>);

impl Trail {
    /// Notes how a check went and hands on what it found.
    pub(crate) fn step<T>(
        &mut self,
        check: Check,
        result: Result<(T, String), Refusal>,
    ) -> Result<T, Refusal> {
        let (result, note, found) = match result {
            Ok((found, note)) => (CheckResult::Passed, note, Ok(found)),
            Err(refusal) => (CheckResult::Failed, refusal.message.clone(), Err(refusal)),
        };
        self.0.push(Checked { check, result, note });
        found
    }

    /// The verdict, with the checks that were not reached filled in.
    pub(crate) fn end(mut self, outcome: Result<Admitted, Refusal>, decoded: Option<Decoded>) -> Verdict {
        for check in Check::ALL.into_iter().skip(self.0.len()) {
            self.0.push(Checked {
                check,
                result: CheckResult::NotReached,
                note: String::new(),
            });
        }
        Verdict {
            outcome: match outcome {
                Ok(admitted) => Outcome::Admitted(Box::new(admitted)),
                Err(refusal) => Outcome::Refused(refusal),
            },
            checks: self.0,
            decoded,
        }
    }
}
