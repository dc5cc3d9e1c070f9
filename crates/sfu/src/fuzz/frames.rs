//! A TCP stream torn anywhere.

use crate::tcp::{Frames, LONGEST};

/// The first byte says how the rest is torn; it comes to the same as in one piece.
pub(super) fn any(bytes: &[u8]) {
    let Some((tear, stream)) = bytes.split_first() else {
        return;
    };
    let torn = datagrams(stream, 1 + usize::from(*tear));
    assert_eq!(torn, datagrams(stream, stream.len().max(1)));
    let carried: usize = torn.0.iter().map(|datagram| 2 + datagram.len()).sum();
    assert!(carried <= stream.len());
}

/// The datagrams, and whether the stream was given up.
fn datagrams(stream: &[u8], tear: usize) -> (Vec<Vec<u8>>, bool) {
    let (mut frames, mut found) = (Frames::default(), Vec::new());
    for piece in stream.chunks(tear) {
        let taken = frames.cut(&mut piece.to_vec(), |datagram| {
            assert!((1..=LONGEST).contains(&datagram.len()));
            found.push(datagram.to_vec());
        });
        if taken.is_err() {
            return (found, true);
        }
    }
    (found, false)
}
