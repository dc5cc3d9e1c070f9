//! A naive count: every figure by itself, from the whole journal, without any state between.

use domain::{AppId, Cycle, Date, EndpointId, MeetingEvent, MeetingFact, SessionId, Somebody, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashSet};

pub(super) type Firsts = BTreeMap<String, Timestamp>;

/// What the model finds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Model {
    /// By app and cycle, who counts and when he first did, by the text of [`Somebody`]: first devices, then
    /// people.
    pub(super) heads: [BTreeMap<(AppId, Date), Firsts>; 2],
    /// By app, cycle and day, how many devices and people first counted.
    pub(super) new: BTreeMap<(AppId, Date, Date), (i64, i64)>,
    /// Meetings, participants, of them embedded, seconds; days with nothing are left out.
    pub(super) days: BTreeMap<(AppId, Date), (i64, i64, i64, i64)>,
    pub(super) open: BTreeSet<SessionId>,
    pub(super) present: BTreeSet<(SessionId, EndpointId)>,
}

pub(super) fn count(journal: &[MeetingEvent], anchors: &BTreeMap<AppId, Date>) -> Model {
    let mut ids = HashSet::new();
    let journal: Vec<_> = journal.iter().filter(|event| ids.insert(event.id)).collect();
    let mut model = Model::default();
    for event in &journal {
        if let MeetingFact::Usage { entries } = &event.fact {
            for entry in entries {
                let cycle = Cycle::containing(anchors[&event.app], event.at.date()).start;
                let user = entry.user_id.clone().map(Somebody::User);
                let device = Somebody::Device(entry.device.clone());
                let person = user.unwrap_or_else(|| device.clone());
                for (heads, who) in model.heads.iter_mut().zip([device, person]) {
                    let firsts = heads.entry((event.app.clone(), cycle)).or_default();
                    firsts.entry(who.to_string()).or_insert(event.at);
                }
            }
        }
    }
    let [devices, people] = &model.heads;
    for ((app, cycle), firsts) in devices {
        for at in firsts.values() {
            let day = (app.clone(), *cycle, at.date());
            model.new.entry(day).or_default().0 += 1;
        }
    }
    for ((app, cycle), firsts) in people {
        for at in firsts.values() {
            let day = (app.clone(), *cycle, at.date());
            model.new.entry(day).or_default().1 += 1;
        }
    }
    let sessions: BTreeSet<_> = journal.iter().map(|event| event.session).collect();
    for session in sessions {
        let of: Vec<_> = journal
            .iter()
            .copied()
            .filter(|event| event.session == session)
            .collect();
        one_session(&of, &mut model);
    }
    model.days.retain(|_, figures| *figures != (0, 0, 0, 0));
    model
}

/// A session's life is cut into pieces from a creation to a destruction; each piece is looked at alone.
fn one_session(events: &[&MeetingEvent], model: &mut Model) {
    let mut rest = events;
    while let Some(start) = rest
        .iter()
        .position(|event| event.fact == MeetingFact::RoomCreated)
    {
        rest = &rest[start..];
        let length = rest
            .iter()
            .position(|event| event.fact == MeetingFact::RoomDestroyed);
        let piece = length.map_or(rest, |length| &rest[..=length]);
        let app = &piece[0].app;
        model.days.entry((app.clone(), piece[0].at.date())).or_default().0 += 1;
        if length.is_none() {
            model.open.insert(piece[0].session);
        }
        let endpoints: BTreeSet<_> = piece.iter().filter_map(|event| joining(event)).collect();
        for endpoint in endpoints {
            one_participant(piece, endpoint, length.is_some(), model);
        }
        rest = &rest[piece.len()..];
    }
}

fn one_participant(piece: &[&MeetingEvent], endpoint: &EndpointId, over: bool, model: &mut Model) {
    let app = &piece[0].app;
    let mut rest = piece;
    while let Some(start) = rest.iter().position(|event| joining(event) == Some(endpoint)) {
        rest = &rest[start..];
        let joined = rest[0];
        let day = model.days.entry((app.clone(), joined.at.date())).or_default();
        day.1 += 1;
        if matches!(&joined.fact, MeetingFact::ParticipantJoined { participant } if participant.embedded) {
            day.2 += 1;
        }
        let gone = rest.iter().position(|event| {
            matches!(&event.fact, MeetingFact::ParticipantLeft { endpoint: who, .. } if who == endpoint)
        });
        let end = match gone {
            Some(gone) => rest[gone],
            None if over => rest[rest.len() - 1],
            None => {
                model.present.insert((joined.session, endpoint.clone()));
                return;
            }
        };
        let mut day = joined.at.date();
        while day <= end.at.date() {
            let next = Timestamp::start_of(day.next_day().unwrap()).seconds();
            let from = joined.at.seconds().max(Timestamp::start_of(day).seconds());
            let seconds = (end.at.seconds().min(next) - from).max(0);
            model.days.entry((app.clone(), day)).or_default().3 += seconds;
            day = day.next_day().unwrap();
        }
        let Some(gone) = gone else { return };
        rest = &rest[gone..];
    }
}

fn joining(event: &MeetingEvent) -> Option<&EndpointId> {
    match &event.fact {
        MeetingFact::ParticipantJoined { participant } => Some(&participant.endpoint),
        _ => None,
    }
}
