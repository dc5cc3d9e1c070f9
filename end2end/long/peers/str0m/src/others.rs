//! Who else is in the meeting and sends a picture.

use domain::EndpointId;
use signal::{Participant, ServerMessage, Shown, SourceKind, SourceName, View};

/// How high others are shown, in pixels.
const HEIGHT: u32 = 360;

/// In the order in which their pictures came.
#[derive(Debug, Default)]
pub(crate) struct Others {
    me: Option<EndpointId>,
    shown: Vec<EndpointId>,
}

impl Others {
    /// Follows what the server says. True if somebody came, went or turned his camera on or off.
    pub(crate) fn follow(&mut self, message: &ServerMessage) -> bool {
        match message {
            ServerMessage::Joined(joined) => {
                self.me = Some(joined.me.clone());
                let come = |one: &Participant| self.take(&one.endpoint, &one.live);
                joined
                    .participants
                    .iter()
                    .map(come)
                    .fold(false, |any, one| any | one)
            }
            ServerMessage::ParticipantJoined { participant } => {
                self.take(&participant.endpoint, &participant.live)
            }
            ServerMessage::ParticipantChanged { endpoint, change } => {
                let live = change.live.as_ref();
                live.is_some_and(|live| self.take(endpoint, live))
            }
            ServerMessage::ParticipantLeft { endpoint, .. } => self.take(endpoint, &[]),
            _ => false,
        }
    }

    fn take(&mut self, endpoint: &EndpointId, live: &[SourceKind]) -> bool {
        let sends = live.contains(&SourceKind::Camera) && self.me.as_ref() != Some(endpoint);
        let known = self.shown.iter().position(|one| one == endpoint);
        match (sends, known) {
            (true, None) => self.shown.push(endpoint.clone()),
            (false, Some(at)) => drop(self.shown.remove(at)),
            _ => return false,
        }
        true
    }

    /// What is shown: one entry a video receiver. The server sends that and no more.
    pub(crate) fn view(&self, slots: usize) -> View {
        let show = |endpoint: &EndpointId| {
            Some(Shown {
                source: SourceName {
                    endpoint: endpoint.clone(),
                    kind: SourceKind::Camera,
                },
                height: HEIGHT,
                on_stage: false,
            })
        };
        View {
            slots: self.shown.iter().take(slots).map(show).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Others;
    use signal::{ServerMessage, parse};

    /// Who is shown after these messages, each with whether it changed that.
    fn shown(messages: &[(&str, bool)]) -> Vec<String> {
        let mut others = Others::default();
        for (text, changes) in messages {
            let message: ServerMessage = parse(text).unwrap();
            assert_eq!(others.follow(&message), *changes, "{text}");
        }
        let slots = others.view(2).slots.into_iter().flatten();
        slots.map(|shown| shown.source.to_string()).collect()
    }

    fn joined(endpoint: &str, live: &str) -> String {
        format!(
            r#"{{"type":"participant_joined","participant":{{"endpoint":"{endpoint}","name":"A","avatar":null,"moderator":false,"live":{live},"away":false}}}}"#
        )
    }

    #[test]
    fn cameras_are_shown_while_they_are_on_and_there_are_receivers() {
        let (first, second) = (
            joined("aaaaaaaa", r#"["camera"]"#),
            joined("bbbbbbbb", r#"["microphone"]"#),
        );
        let third = joined("cccccccc", r#"["camera"]"#);
        let on = r#"{"type":"participant_changed","endpoint":"bbbbbbbb","change":{"live":["camera"]}}"#;
        let renamed = r#"{"type":"participant_changed","endpoint":"aaaaaaaa","change":{"name":"B"}}"#;
        let left = r#"{"type":"participant_left","endpoint":"aaaaaaaa"}"#;
        assert!(shown(&[(&second, false)]).is_empty());
        let mut so_far = vec![
            (&first[..], true),
            (&second, false),
            (on, true),
            (&third, true),
            (renamed, false),
        ];
        assert_eq!(shown(&so_far), ["aaaaaaaa-v0", "bbbbbbbb-v0"]);
        so_far.push((left, true));
        assert_eq!(shown(&so_far), ["bbbbbbbb-v0", "cccccccc-v0"]);
    }
}
