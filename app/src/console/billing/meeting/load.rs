//! Reads the events of one meeting and puts them into words.

use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meeting {
    pub(super) room: String,
    pub(super) session: String,
    pub(super) events: Vec<EventRow>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EventRow {
    pub(super) at: Moment,
    pub(super) what: String,
    pub(super) who: String,
    pub(super) devices: Vec<String>,
    /// Whether devices count in it.
    pub(super) counts: bool,
    /// Where more about it can be had: connection statistics of this participant.
    pub(super) stats: Option<String>,
}

#[server(endpoint = "billing-meeting")]
pub(super) async fn load_meeting(session: String) -> FormResult<Meeting> {
    use crate::console::refused::refused;
    use crate::state;

    let (services, visitor) = state::member()?;
    let id = session.parse().map_err(|_| FormError::NotFound)?;
    let events = services
        .subscriptions
        .events_of(&visitor.app, id)
        .await
        .map_err(refused)?;
    let first = events.first().ok_or(FormError::NotFound)?;
    Ok(Meeting {
        room: first.event.room.to_string(),
        session,
        events: words::rows(&events),
    })
}

#[cfg(feature = "ssr")]
mod words {
    use super::EventRow;
    use domain::connection::{Candidate, Path, Sample, Stat};
    use domain::{EndpointId, LeaveReason, MeetingFact};
    use std::collections::HashMap;
    use store::journal::Recorded;

    /// Names and devices by participant, as far as they have joined.
    type People = HashMap<EndpointId, (String, String)>;

    pub(super) fn rows(events: &[Recorded]) -> Vec<EventRow> {
        let mut people = People::new();
        events.iter().map(|recorded| row(recorded, &mut people)).collect()
    }

    fn row(recorded: &Recorded, people: &mut People) -> EventRow {
        let (what, who, devices): (String, String, Vec<String>) = match &recorded.event.fact {
            MeetingFact::RoomCreated => ("The meeting began".to_owned(), String::new(), Vec::new()),
            MeetingFact::RoomDestroyed => ("The meeting ended".to_owned(), String::new(), Vec::new()),
            MeetingFact::ParticipantJoined { participant } => {
                let device = participant.device.to_string();
                let named = (participant.name.clone(), device.clone());
                people.insert(participant.endpoint.clone(), named);
                ("Joined".to_owned(), participant.name.clone(), vec![device])
            }
            MeetingFact::ParticipantLeft { endpoint, reason } => {
                let (name, device) = people.get(endpoint).cloned().unwrap_or_default();
                let devices = Some(device).filter(|it| !it.is_empty()).into_iter().collect();
                (left(*reason).to_owned(), name, devices)
            }
            MeetingFact::ConnectionStats { endpoint, samples } => {
                let (name, _) = people.get(endpoint).cloned().unwrap_or_default();
                (fared(samples), name, Vec::new())
            }
            MeetingFact::Usage { entries } => {
                let names = entries.iter().filter_map(|entry| people.get(&entry.endpoint));
                let who: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
                let what = match entries.len() {
                    1 => "1 device is an active user".to_owned(),
                    count => format!("{count} devices are active users"),
                };
                let devices = entries.iter().map(|entry| entry.device.to_string()).collect();
                (what, who.join(", "), devices)
            }
        };
        EventRow {
            at: recorded.event.at.into(),
            what,
            who,
            devices,
            counts: matches!(recorded.event.fact, MeetingFact::Usage { .. }),
            stats: match &recorded.event.fact {
                MeetingFact::ConnectionStats { endpoint, .. } => Some(format!(
                    "/console/billing/meetings/{}/rtcstats/{endpoint}",
                    recorded.event.session
                )),
                _ => None,
            },
        }
    }

    /// How connections fared, in a line.
    fn fared(samples: &[Sample]) -> String {
        let one = |sample: &Sample| {
            let to = match sample.path {
                Path::Server => "with the server",
                Path::Direct => "directly with the other",
            };
            let mut words = vec![format!("Connection {to}")];
            let (mut received, mut lost, mut freezes) = (0_u64, 0_i64, 0_u64);
            for stat in &sample.stats {
                match stat {
                    Stat::CandidatePair(pair) => words.extend(
                        pair.current_round_trip_time
                            .map(|time| format!("{:.0} ms there and back", time.get() * 1_000.0)),
                    ),
                    Stat::LocalCandidate(candidate) => words.extend(way(candidate)),
                    Stat::InboundRtp(inbound) => {
                        received = received.saturating_add(inbound.packets_received.unwrap_or(0));
                        lost = lost.saturating_add(inbound.packets_lost.unwrap_or(0));
                        freezes = freezes.saturating_add(inbound.freeze_count.unwrap_or(0));
                    }
                    _ => {}
                }
            }
            let lost = lost.max(0) as u64;
            let all = received.saturating_add(lost);
            if all > 0 {
                let percent = lost as f64 * 100.0 / all as f64;
                words.push(format!(
                    "{percent:.1} % of the packets lost on the way to this page"
                ));
            }
            if freezes > 0 {
                words.push(format!("{freezes} freezes"));
            }
            words.join(", ")
        };
        samples.iter().map(one).collect::<Vec<_>>().join(". ")
    }

    fn way(candidate: &Candidate) -> Option<String> {
        let protocol = candidate.protocol.as_ref()?.as_str().to_uppercase();
        Some(match candidate.candidate_type.as_ref()?.as_str() {
            "relay" => "through a relay".to_owned(),
            _ => format!("over {protocol}"),
        })
    }

    const fn left(reason: LeaveReason) -> &'static str {
        match reason {
            LeaveReason::Left => "Left",
            LeaveReason::Kicked => "Was removed by a moderator",
            LeaveReason::Unknown => "Lost the connection",
            LeaveReason::UnrecoverableError => "Left because the server stopped",
        }
    }
}
