//! A verdict as the inspector shows it.

use serde::{Deserialize, Serialize};

/// The verdict of the code that admits joins, ready to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Inspection {
    /// Whether the token opens a meeting.
    pub(crate) admitted: bool,
    /// The rule that it breaks, for machines.
    pub(crate) code: Option<String>,
    /// The decision in a sentence.
    pub(crate) message: String,
    /// Every check in order.
    pub(crate) checks: Vec<CheckRow>,
    /// Header and payload as JSON, if they could be read.
    pub(crate) decoded: Option<(String, String)>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CheckRow {
    pub(crate) title: String,
    /// None if an earlier check failed.
    pub(crate) passed: Option<bool>,
    pub(crate) note: String,
}

#[cfg(feature = "ssr")]
impl From<tokens::Verdict> for Inspection {
    fn from(verdict: tokens::Verdict) -> Self {
        use tokens::CheckResult;

        let pretty = |map| serde_json::to_string_pretty(&serde_json::Value::Object(map)).unwrap_or_default();
        let (admitted, code, message) = match &verdict.outcome {
            tokens::Outcome::Admitted(_) => (true, None, String::from("This token opens the meeting.")),
            tokens::Outcome::Refused(refusal) => {
                (false, Some(refusal.rule.to_string()), refusal.message.clone())
            }
        };
        Self {
            admitted,
            code,
            message,
            checks: verdict
                .checks
                .into_iter()
                .map(|checked| CheckRow {
                    title: checked.check.title().to_owned(),
                    passed: match checked.result {
                        CheckResult::Passed => Some(true),
                        CheckResult::Failed => Some(false),
                        CheckResult::NotReached => None,
                    },
                    note: checked.note,
                })
                .collect(),
            decoded: verdict
                .decoded
                .map(|decoded| (pretty(decoded.header), pretty(decoded.payload))),
        }
    }
}
