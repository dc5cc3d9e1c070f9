//! Metering: reads the journal with a cursor of its own and keeps monthly active users, daily figures
//! and the meetings that go on. Every figure can be computed again from the journal ([`Usage::recount`]).
//!
//! # What is counted
//!
//! * **Monthly active users**: distinct devices (contract §1.6) named by `Usage` events of one app in one
//!   billing cycle; the cycle is counted from the app's anchor (contract §5.4), the day is that of the
//!   event in UTC. Who counts is decided where the event is made: nobody until a second participant is
//!   there (§7.20). A device counts at the moment of the event that is first in the journal.
//! * **People**: the same with the user ids of tokens; whoever has none is his device
//!   ([`domain::Somebody::person`]).
//! * **Meetings**: rooms created, on the day they were created.
//! * **Participants**: joins, on the day of the join. Somebody who is there already does not join again.
//! * **Seconds**: the time between join and leave (or the end of the room), on the days it was spent,
//!   split at midnight UTC; counted when it is over.
//!
//! Facts about a meeting that was not created, or is over, count for nothing (except `Usage`, which
//! stands for itself).

mod catch_up;
mod cycle;
mod daily;
mod error;
mod figures;
mod fold;
mod live;
mod recount;
mod recover;
mod report;
mod rtcstats;
#[cfg(test)]
mod tests;

pub use catch_up::READER;
pub use cycle::{CumulativeDay, FairCount};
pub use daily::Day;
pub use error::{Error, Result};
pub use live::LiveMeeting;
pub use recover::{Recovered, recover};
pub use report::{AppFigures, CycleFigures, Difference, Report};
pub use rtcstats::rtcstats;

use std::fmt;
use std::sync::Arc;
use store::Store;

/// The reader of the journal that meters. Cheap to clone.
#[derive(Clone)]
pub struct Usage {
    pub(crate) store: Store,
    /// One catch-up at a time in this process; who waits finds the work done.
    pub(crate) turn: Arc<tokio::sync::Mutex<()>>,
}

impl Usage {
    /// The service over a store that has its tables.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self {
            store,
            turn: Arc::default(),
        }
    }
}

impl fmt::Debug for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Usage").finish_non_exhaustive()
    }
}
