//! Open files: every connection and every relay is one, and the usual limit of 1,024 is for programs that still
//! use select(2). The hard limit is what the operator allows.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use sfu::Sfu;

/// What the program itself needs: database, pages, logs.
const OURS: u64 = 1_024;

/// Raises the limit as far as this process may.
pub(crate) fn raise() {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, limit = ?limit.current, "the limit of open files cannot be raised");
    }
}

/// The most this process may have open; nothing if there is no bound.
pub(crate) fn most() -> Option<u64> {
    getrlimit(Resource::Nofile).maximum
}

/// What a server with so many media threads needs when all places are taken.
pub(crate) fn needed(media_threads: usize, media_tcp: bool, relays: bool) -> u64 {
    let media = if media_tcp {
        (Sfu::CONNECTIONS * media_threads) as u64
    } else {
        0
    };
    let limits = turn::Limits::default();
    let relays = if relays {
        (limits.allocations + limits.connections + limits.strangers) as u64
    } else {
        0
    };
    OURS + media + relays
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_raised_to_what_is_allowed() {
        raise();
        let limit = getrlimit(Resource::Nofile);
        assert_eq!(limit.current, limit.maximum);
    }

    #[test]
    fn what_is_switched_off_needs_no_files() {
        assert_eq!(needed(2, false, false), OURS);
        assert!(needed(2, true, false) > needed(1, true, false));
        assert!(needed(1, true, true) > needed(1, true, false));
    }
}
