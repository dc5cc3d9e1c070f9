//! What the page says about the state it is in.

use super::state::{Ending, Link, MediaStage, MeetingState, Phase};
use signal::ErrorCode;

/// A page of its own for a meeting that is over, or never began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Farewell {
    /// What happened.
    pub title: String,
    /// What to do.
    pub text: String,
    /// The broken token rule, for the developer who made the token.
    pub rule: Option<String>,
    /// The label of the button that goes on, if it makes sense.
    pub again: Option<&'static str>,
}

/// What to say at the end.
#[must_use]
pub(crate) fn farewell(ending: Ending) -> Farewell {
    let page = |title: &str, text: &str, again| Farewell {
        title: title.to_owned(),
        text: text.to_owned(),
        rule: None,
        again,
    };
    match ending {
        Ending::Left => page(
            "You left the meeting",
            "Your camera and microphone are off. You can come back as long as your invitation is valid.",
            Some("Join again"),
        ),
        Ending::Removed { reason } => Farewell {
            text: reason.map_or_else(
                || "If you think this was a mistake, ask the person who invited you.".to_owned(),
                |reason| format!("The moderator said: {reason}"),
            ),
            ..page("A moderator removed you from the meeting", "", None)
        },
        Ending::Refused { code, rule, message } => Farewell {
            title: refused_title(code).to_owned(),
            text: message,
            rule,
            again: Some(if code == ErrorCode::Version {
                "Reload"
            } else {
                "Try again"
            }),
        },
        Ending::Replaced => page(
            "You joined from another window",
            "The meeting goes on there. To take part here instead, join again.",
            Some("Join again"),
        ),
        Ending::Expelled => page(
            "The server closed the connection",
            "This page sent something the server does not accept. Reload the page and join again.",
            Some("Join again"),
        ),
        Ending::Unreachable => page(
            "The meeting cannot be reached",
            "The server has not answered for two minutes. Check your network, or ask whether the server is running, then join again.",
            Some("Join again"),
        ),
    }
}

const fn refused_title(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::PlanLimit => "The app's plan does not allow this",
        ErrorCode::RoomFull => "The meeting is full",
        ErrorCode::Version => "This page is out of date",
        ErrorCode::Unavailable => "The meeting cannot be opened now",
        _ => "You were not let in",
    }
}

/// A line across the meeting while something is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Banner {
    /// What is happening.
    pub title: &'static str,
    /// What to check.
    pub text: &'static str,
}

/// What to say about the connections, if anything.
#[must_use]
pub(crate) fn banner(state: &MeetingState) -> Option<Banner> {
    match (&state.phase, state.link) {
        (Phase::Joining, Link::Opening { attempt, .. }) if attempt > 0 => Some(Banner {
            title: "Still connecting",
            text: "The server does not answer yet. Check your network; this page keeps trying.",
        }),
        (Phase::Joining, _) => Some(Banner {
            title: "Connecting",
            text: "Letting you into the meeting.",
        }),
        (Phase::Meeting, Link::Opening { .. } | Link::Idle) if state.server_stops => Some(Banner {
            title: "The server restarts",
            text: "You come back by yourself in a moment.",
        }),
        (Phase::Meeting, Link::Opening { .. } | Link::Idle) => Some(Banner {
            title: "Reconnecting",
            text: "Check your network or VPN. You come back by yourself as soon as the server answers.",
        }),
        (Phase::Meeting, Link::Up) => media_banner(state),
        _ => None,
    }
}

fn media_banner(state: &MeetingState) -> Option<Banner> {
    match (state.media.stage, state.media.tries) {
        (MediaStage::None | MediaStage::Up, _) => None,
        (MediaStage::Offering | MediaStage::Connecting, 0) => Some(Banner {
            title: "Connecting sound and pictures",
            text: "This takes a second or two.",
        }),
        (_, 0 | 1) => Some(Banner {
            title: "Reconnecting sound and pictures",
            text: "The network has a gap. This page sees to it.",
        }),
        _ => Some(Banner {
            title: "Sound and pictures do not get through",
            text: "A firewall or VPN may block UDP. Try another network, or ask its administrator; this page keeps trying.",
        }),
    }
}

/// The sentence for somebody who is alone.
#[must_use]
pub(crate) fn alone(state: &MeetingState) -> Option<&'static str> {
    (state.in_meeting() && state.link == Link::Up && state.people.len() == 1)
        .then_some("You are the only one here. Others join with their own invitation.")
}

/// Up to two letters that stand for a name.
#[must_use]
pub(crate) fn initials(name: &str) -> String {
    let mut words = name
        .split(|c: char| c.is_whitespace() || c == '-' || c == '_' || c == '.')
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .take(2)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::state::Media;

    #[test]
    fn every_ending_says_what_happened_and_what_to_do() {
        let endings = [
            Ending::Left,
            Ending::Removed { reason: None },
            Ending::Removed {
                reason: Some("Wrong room".to_owned()),
            },
            Ending::Refused {
                code: ErrorCode::Token,
                rule: Some("expired".to_owned()),
                message: "The token expired.".to_owned(),
            },
            Ending::Refused {
                code: ErrorCode::RoomFull,
                rule: None,
                message: "The room has 500 participants.".to_owned(),
            },
            Ending::Replaced,
            Ending::Expelled,
            Ending::Unreachable,
        ];
        for ending in endings {
            let page = farewell(ending);
            assert!(!page.title.is_empty() && !page.text.is_empty(), "{page:?}");
        }
    }

    #[test]
    fn a_blocked_network_is_told_from_a_slow_one() {
        let mut state = MeetingState {
            phase: Phase::Meeting,
            link: Link::Up,
            media: Media {
                stage: MediaStage::Connecting,
                since: 0,
                tries: 0,
                renewing: false,
            },
            ..MeetingState::default()
        };
        assert_eq!(banner(&state).unwrap().title, "Connecting sound and pictures");
        state.media.tries = 3;
        assert!(banner(&state).unwrap().text.contains("firewall"));
        state.media.stage = MediaStage::Up;
        assert_eq!(banner(&state), None);
        state.link = Link::Idle;
        assert_eq!(banner(&state).unwrap().title, "Reconnecting");
        state.server_stops = true;
        assert_eq!(banner(&state).unwrap().title, "The server restarts");
    }

    #[test]
    fn names_shrink_to_initials() {
        assert_eq!(initials("Ann Barbara Cole"), "AC");
        assert_eq!(initials("ann"), "A");
        assert_eq!(initials("Łukasz 2"), "Ł2");
        assert_eq!(initials("  "), "");
    }
}
