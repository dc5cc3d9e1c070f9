//! What fuzzers do with what a page says.

use crate::{ClientMessage, parse, to_text};

/// The name of a target, and what it does with any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[("client-message", client_message)];

/// What is read is written and read again as the same, whatever order and blanks the page used.
fn client_message(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(message) = parse::<ClientMessage>(text) else {
        return;
    };
    assert_eq!(parse::<ClientMessage>(&to_text(&message)).as_ref(), Ok(&message));
}
