//! `conclave doctor`: looks at what `conclave serve` would need with the same options, and says what to do.

mod certificate;
mod clock;
mod database;
mod disk;
mod files;
mod mail;
mod outside;
mod ports;
mod reach;
mod turn;
mod udp;

use crate::cli::Serve;
use crate::failure::Failure;

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    subject: &'static str,
    outcome: Outcome,
    finding: String,
}

/// What it means for the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// As it should be.
    Good,
    /// The server will start, but somebody may have trouble.
    Attention,
    /// The server cannot do its work.
    Bad,
}

impl Check {
    pub(crate) fn good(subject: &'static str, finding: impl Into<String>) -> Self {
        Self {
            subject,
            outcome: Outcome::Good,
            finding: finding.into(),
        }
    }

    pub(crate) fn attention(subject: &'static str, finding: impl Into<String>) -> Self {
        Self {
            subject,
            outcome: Outcome::Attention,
            finding: finding.into(),
        }
    }

    pub(crate) fn bad(subject: &'static str, finding: impl Into<String>) -> Self {
        Self {
            subject,
            outcome: Outcome::Bad,
            finding: finding.into(),
        }
    }
}

/// Runs every check and prints a line each; fails if any is bad.
pub(crate) async fn run(options: &Serve) -> Result<(), Failure> {
    options.check()?;
    let mut checks = vec![clock::check()];
    checks.push(database::check(options).await);
    checks.push(disk::check(options));
    checks.push(files::check(options));
    checks.extend(ports::check(options));
    checks.push(udp::check(options));
    checks.extend(reach::check(options));
    checks.extend(outside::check(options).await);
    checks.extend(turn::check(options));
    checks.push(certificate::check(options));
    checks.push(mail::check(options).await);
    print(&checks);
    let bad = checks
        .iter()
        .filter(|check| check.outcome == Outcome::Bad)
        .count();
    if bad == 0 {
        Ok(())
    } else {
        Err(Failure::sentence(format!(
            "{bad} of {} checks failed; each line above says what to do.",
            checks.len()
        )))
    }
}

#[expect(
    clippy::print_stdout,
    reason = "a command's answer belongs on standard output"
)]
fn print(checks: &[Check]) {
    for check in checks {
        let word = match check.outcome {
            Outcome::Good => "good",
            Outcome::Attention => "LOOK",
            Outcome::Bad => "FAIL",
        };
        println!("{word}  {:<12} {}", check.subject, check.finding);
    }
}
