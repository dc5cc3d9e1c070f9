//! What the journal holds about a participant's connections, as a file that the tools for rtcstats read.
//!
//! The format is that of rtcstats, version 3: a first line that names it, a line about the client, then one
//! JSON array a line: method, connection, value, and the milliseconds since the line before. `getStats`
//! carries the W3C's dictionaries whole, which is allowed where others carry what has changed.

use domain::connection::{Path, Sample, Stat};
use domain::{EndpointId, MeetingFact, Person, SessionId, Timestamp};
use serde_json::{Map, Value, json};
use std::fmt::Write;
use store::journal::Recorded;

/// The file of one participant out of the events of his meeting; none if nothing is known of his connections.
#[must_use]
pub fn rtcstats(events: &[Recorded], endpoint: &EndpointId) -> Option<String> {
    let mut file = File::default();
    for recorded in events {
        match &recorded.event.fact {
            MeetingFact::ParticipantJoined { participant } if participant.endpoint == *endpoint => {
                file.begin(recorded.event.session, participant, recorded.event.at);
            }
            MeetingFact::ConnectionStats {
                endpoint: whose,
                samples,
            } if whose == endpoint => samples.iter().for_each(|sample| file.sample(sample)),
            _ => {}
        }
    }
    file.has_samples.then_some(file.text)
}

#[derive(Default)]
struct File {
    text: String,
    /// The time of the last line.
    at: i64,
    created: Vec<Path>,
    has_samples: bool,
}

impl File {
    fn begin(&mut self, session: SessionId, person: &Person, at: Timestamp) {
        let about = json!({
            "fileFormat": 3,
            "startTime": at.millis(),
            "confID": session.to_string(),
            "endpointId": person.endpoint.as_str(),
            "displayName": person.name,
        });
        // Writing into a string cannot fail.
        let _ = write!(self.text, "RTCStatsDump\n{about}\n");
    }

    fn sample(&mut self, sample: &Sample) {
        if !self.created.contains(&sample.path) {
            self.created.push(sample.path);
            self.line("create", sample.path, &json!({}), sample.at);
        }
        let at = sample.at.millis();
        let stats: Map<String, Value> = sample
            .stats
            .iter()
            .filter_map(|stat| dictionary(stat, at))
            .collect();
        self.line("getStats", sample.path, &Value::Object(stats), sample.at);
        self.has_samples = true;
    }

    fn line(&mut self, method: &str, path: Path, value: &Value, at: Timestamp) {
        let connection = match path {
            Path::Server => "PC_0",
            Path::Direct => "PC_1",
        };
        let since = at.millis() - self.at;
        self.at = at.millis();
        let line = json!([method, connection, value, since]);
        let _ = writeln!(self.text, "{line}");
    }
}

/// A dictionary by its id, which is not repeated in it.
fn dictionary(stat: &Stat, at: i64) -> Option<(String, Value)> {
    let Ok(Value::Object(mut members)) = serde_json::to_value(stat) else {
        return None;
    };
    let Some(Value::String(id)) = members.remove("id") else {
        return None;
    };
    members.insert("timestamp".to_owned(), json!(at));
    Some((id, Value::Object(members)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::connection::CandidatePair;
    use domain::{AppId, EventId, MeetingEvent};

    fn events(facts: Vec<(i64, MeetingFact)>) -> Vec<Recorded> {
        let random = store::testing::seeded(1);
        let (app, session) = (AppId::new(&random), SessionId::new(&random));
        facts
            .into_iter()
            .zip(1..)
            .map(|((second, fact), seq)| Recorded {
                seq,
                event: MeetingEvent {
                    id: EventId::new(&random),
                    app: app.clone(),
                    room: "daily".parse().unwrap(),
                    session,
                    at: Timestamp::from_seconds(second),
                    fact,
                },
            })
            .collect()
    }

    fn ada() -> Person {
        serde_json::from_value(json!({
            "endpoint": "0000000a", "device": "d", "name": "Ada", "user_id": null, "email": null,
            "avatar": null, "group": null, "moderator": false, "kid": null
        }))
        .unwrap()
    }

    fn looked(path: Path, second: i64, bytes: u64) -> (i64, MeetingFact) {
        let pair = CandidatePair {
            id: "P".to_owned().try_into().unwrap(),
            bytes_sent: Some(bytes),
            ..CandidatePair::default()
        };
        let sample = Sample {
            at: Timestamp::from_seconds(second),
            path,
            stats: vec![Stat::CandidatePair(pair)],
        };
        let (endpoint, samples) = (ada().endpoint, vec![sample]);
        (second, MeetingFact::ConnectionStats { endpoint, samples })
    }

    #[test]
    fn a_participants_file_is_what_the_tools_read() {
        let joined = MeetingFact::ParticipantJoined { participant: ada() };
        let events = events(vec![
            (10, joined),
            looked(Path::Server, 15, 7),
            looked(Path::Direct, 15, 8),
            looked(Path::Server, 75, 9),
        ]);
        let file = rtcstats(&events, &ada().endpoint).unwrap();
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(lines[0], "RTCStatsDump");
        let about: Value = serde_json::from_str(lines[1]).unwrap();
        assert_eq!(
            (about["fileFormat"].clone(), about["displayName"].clone()),
            (json!(3), json!("Ada"))
        );
        assert_eq!(lines[2], r#"["create","PC_0",{},15000]"#);
        let first: Value = serde_json::from_str(lines[3]).unwrap();
        assert_eq!(
            first,
            json!(["getStats", "PC_0", {"P": {"type": "candidate-pair", "bytesSent": 7, "timestamp": 15_000}}, 0])
        );
        let last: Value = serde_json::from_str(lines[6]).unwrap();
        assert_eq!(last[2]["P"]["bytesSent"], 9);
        assert_eq!(last[3], 60_000);
        assert_eq!(lines.len(), 7);
    }

    #[test]
    fn there_is_no_file_of_whom_nothing_is_known() {
        let joined = MeetingFact::ParticipantJoined { participant: ada() };
        assert_eq!(rtcstats(&events(vec![(10, joined)]), &ada().endpoint), None);
    }
}
