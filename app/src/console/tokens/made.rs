//! A finished token: its text, what it says, and two ways to use it at once.

use crate::console::jwt;
use crate::ui::code::Code;
use crate::ui::prelude::*;

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Result {
    pub(super) token: String,
    /// As asked for; `*` or nothing means every room.
    pub(super) room: String,
}

/// The address that opens the meeting. A token for every room is tried in one called "first-meeting".
fn join_link((base_url, app): &(String, String), result: &Result) -> String {
    let room = if matches!(result.room.as_str(), "" | "*") {
        "first-meeting"
    } else {
        &result.room
    };
    let mut path = String::new();
    for byte in room.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                path.push(char::from(byte));
            }
            other => path.push_str(&format!("%{other:02X}")),
        }
    }
    format!("{base_url}/{app}/{path}?jwt={}", result.token)
}

pub(super) fn embed(link: &str) -> String {
    format!(
        "<iframe\n  src=\"{link}\"\n  allow=\"camera; microphone; display-capture; autoplay; fullscreen\"\n  width=\"100%\" height=\"600\"\n></iframe>"
    )
}

/// Everything about the token.
#[component]
pub(super) fn Made(result: Result, place: (String, String)) -> impl IntoView {
    let link = join_link(&place, &result);
    let (header, payload) = jwt::decode(&result.token).unwrap_or_default();
    view! {
        <div class="stack">
            <Alert tone=Tone::Good title="The token is made">
                "Whoever has it can enter as this person until it expires."
            </Alert>
            <div class="actions">
                <a class="btn btn-primary" href=link.clone() target="_blank" rel="noopener">
                    <Icon glyph=Glyph::ExternalLink/>
                    <span>"Open the meeting"</span>
                </a>
            </div>
            <Code title="Token" text=Signal::stored(result.token) wrap=true/>
            <Code title="Join link" text=Signal::stored(link.clone()) wrap=true/>
            <div>
                <Code title="Frame with this token" text=Signal::stored(embed(&link)) wrap=true/>
                <p class="field-hint">"This frame works today. The script interface of the contract comes later."</p>
            </div>
            <Code title="Header" text=Signal::stored(jwt::pretty(&header))/>
            <Code title="Payload" text=Signal::stored(jwt::pretty(&payload))/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_link_names_room_and_token() {
        let place = ("https://meet.example.org".to_owned(), "app".to_owned());
        let made = |room: &str| Result {
            token: "t".to_owned(),
            room: room.to_owned(),
        };
        assert_eq!(
            join_link(&place, &made("*")),
            "https://meet.example.org/app/first-meeting?jwt=t"
        );
        assert_eq!(
            join_link(&place, &made("Über uns")),
            "https://meet.example.org/app/%C3%9Cber%20uns?jwt=t"
        );
        assert!(embed("x").contains("allow=\"camera; microphone;"));
    }
}
