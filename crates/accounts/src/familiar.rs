//! From where each account was logged in: there its owner sits, and strangers elsewhere must not lock him out.
//! In memory: after a restart everybody is a stranger until his next log-in.

use crate::crowd;
use domain::Timestamp;
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

/// How long an address stays familiar after a log-in.
const FOR: Duration = Duration::from_secs(90 * 24 * 3600);

/// Pairs of account and address, and until when they are familiar.
#[derive(Debug, Default)]
pub(crate) struct Familiar(Mutex<HashMap<Box<str>, Timestamp>>);

impl Familiar {
    /// Somebody has logged in.
    pub(crate) fn remember(&self, pair: &str, now: Timestamp) {
        let mut pairs = self.0.lock().unwrap_or_else(|e| e.into_inner());
        *crowd::place(&mut pairs, pair, now) = now.plus(FOR);
    }

    /// Whether somebody has, lately.
    pub(crate) fn knows(&self, pair: &str, now: Timestamp) -> bool {
        let pairs = self.0.lock().unwrap_or_else(|e| e.into_inner());
        pairs.get(pair).is_some_and(|until| *until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_familiar_for_a_time() {
        let familiar = Familiar::default();
        let now = Timestamp::from_seconds(1_800_000_000);
        assert!(!familiar.knows("a", now));
        familiar.remember("a", now);
        assert!(familiar.knows("a", now.plus(FOR - Duration::from_secs(1))));
        assert!(!familiar.knows("a", now.plus(FOR)));
        assert!(!familiar.knows("b", now));
    }
}
