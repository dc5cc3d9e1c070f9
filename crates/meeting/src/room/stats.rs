//! How the participants' connections fare, as their pages say: kept until they leave, then written down.

use super::member::Member;
use super::{Output, Room};
use domain::connection::{MAX_STATS, Path, Sample};
use domain::{MeetingFact, Timestamp};
use signal::{ErrorCode, STATS_EVERY};

/// What one participant's page said last.
#[derive(Debug, Default)]
pub(super) struct Stats {
    server: Latest,
    direct: Latest,
}

#[derive(Debug, Default)]
struct Latest {
    at: Option<Timestamp>,
    /// Not in the journal yet.
    sample: Option<Sample>,
}

impl Stats {
    fn of(&mut self, path: Path) -> &mut Latest {
        match path {
            Path::Server => &mut self.server,
            Path::Direct => &mut self.direct,
        }
    }
}

impl Room {
    pub(super) fn stats(&mut self, out: &mut Vec<Output>, now: Timestamp, index: usize, told: signal::Stats) {
        if told.stats.len() > MAX_STATS {
            let message = format!("A look at a connection has at most {MAX_STATS} statistics.");
            self.error(out, index, ErrorCode::TooLarge, &message);
            return;
        }
        let latest = self.members[index].stats.of(told.path);
        if latest.at.is_some_and(|at| now.since(at) < STATS_EVERY) {
            let message = format!(
                "Statistics of a connection come at most every {} seconds; this message does not count.",
                STATS_EVERY.as_secs()
            );
            self.error(out, index, ErrorCode::TooMany, &message);
            return;
        }
        let sample = Sample {
            at: now,
            path: told.path,
            stats: told.stats,
        };
        latest.at = Some(now);
        latest.sample = None;
        if told.keep {
            let endpoint = self.members[index].person.endpoint.clone();
            let samples = vec![sample];
            self.record(out, now, MeetingFact::ConnectionStats { endpoint, samples });
        } else {
            latest.sample = Some(sample);
        }
    }

    /// Writes down what is not in the journal yet of somebody who leaves.
    pub(super) fn record_stats(&self, out: &mut Vec<Output>, now: Timestamp, member: &Member) {
        let samples: Vec<Sample> = [&member.stats.server, &member.stats.direct]
            .into_iter()
            .filter_map(|latest| latest.sample.clone())
            .collect();
        if !samples.is_empty() {
            let endpoint = member.person.endpoint.clone();
            self.record(out, now, MeetingFact::ConnectionStats { endpoint, samples });
        }
    }
}
