//! How a command ends when it cannot go on: one clear sentence, and what to do.

use std::fmt::Display;
use std::process::ExitCode;

/// Ends a command. The text is for the operator and holds no secret.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(what: impl Display, why: &dyn Display) -> Self {
        Self(format!("{what}: {why}."))
    }

    pub(crate) fn sentence(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Prints the sentence where an operator looks for it.
    #[expect(
        clippy::print_stderr,
        reason = "the last words of a command-line program belong on standard error"
    )]
    pub(crate) fn report(&self) -> ExitCode {
        eprintln!("conclave: {self}");
        ExitCode::FAILURE
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self(error.to_string())
    }
}
