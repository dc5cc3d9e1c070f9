//! A stream torn anywhere.

use crate::frames::{Frames, LONGEST, channel_data, write_channel_data};

/// The first byte says how the rest is torn; it comes to the same as in one piece, and no more is kept than
/// the longest message and one read.
pub(super) fn any(bytes: &[u8]) {
    let Some((tear, stream)) = bytes.split_first() else {
        return;
    };
    let tear = 1 + usize::from(*tear);
    assert_eq!(taken(stream, tear), taken(stream, stream.len().max(1)));
    if let Some((channel, data)) = channel_data(stream) {
        let written = write_channel_data(channel, data, true).expect("it was one");
        assert_eq!(channel_data(&written), Some((channel, data)));
    }
}

/// The messages, and whether the stream was given up.
fn taken(stream: &[u8], tear: usize) -> (Vec<Vec<u8>>, bool) {
    let (mut frames, mut messages) = (Frames::default(), Vec::new());
    for piece in stream.chunks(tear) {
        frames.push(piece);
        loop {
            match frames.message() {
                Ok(Some(message)) => {
                    assert!(message.len() <= LONGEST);
                    messages.push(message.to_vec());
                }
                Ok(None) => break,
                Err(_) => return (messages, true),
            }
        }
    }
    (messages, false)
}
