//! A stream cut into datagrams: two bytes of length before each (RFC 4571 §2).

/// Longest datagram in bytes that is taken in, over TCP as over UDP.
pub(crate) const LONGEST: usize = 2048;
/// Bytes of the length before a datagram.
const HEAD: usize = 2;

/// A frame is longer than any datagram we take: whatever this is, it is not for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

/// The frame at the end of a stream, as far as it has come; never more than one.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    begun: Vec<u8>,
}

impl Frames {
    /// Cuts what has come; `each` gets every complete datagram, in place where it came in one piece.
    /// Empty ones are passed over (RFC 4571 §2 allows them).
    pub(crate) fn cut(&mut self, bytes: &mut [u8], mut each: impl FnMut(&mut [u8])) -> Result<(), TooLong> {
        let mut rest = bytes;
        while !self.begun.is_empty() {
            let missing = size(&self.begun)?.map_or(1, |size| size - self.begun.len());
            if missing == 0 {
                if self.begun.len() > HEAD {
                    each(&mut self.begun[HEAD..]);
                }
                self.begun.clear();
            } else if rest.is_empty() {
                return Ok(());
            } else {
                let (part, after) = rest.split_at_mut(missing.min(rest.len()));
                self.begun.extend_from_slice(part);
                rest = after;
            }
        }
        while let Some(size) = size(rest)?.filter(|size| *size <= rest.len()) {
            let (frame, after) = rest.split_at_mut(size);
            if size > HEAD {
                each(&mut frame[HEAD..]);
            }
            rest = after;
        }
        self.begun.extend_from_slice(rest);
        Ok(())
    }
}

/// Bytes of the frame that begins here, with its length; `None` before that has come.
fn size(bytes: &[u8]) -> Result<Option<usize>, TooLong> {
    let Some(head) = bytes.first_chunk::<HEAD>() else {
        return Ok(None);
    };
    let length = usize::from(u16::from_be_bytes(*head));
    if length > LONGEST {
        return Err(TooLong);
    }
    Ok(Some(HEAD + length))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn framed(datagrams: &[Vec<u8>]) -> Vec<u8> {
        let frame = |datagram: &Vec<u8>| {
            let length = (datagram.len() as u16).to_be_bytes();
            [&length[..], datagram].concat()
        };
        datagrams.iter().flat_map(frame).collect()
    }

    proptest! {
        #[test]
        fn however_a_stream_is_torn_its_datagrams_are_the_same(
            datagrams in vec(vec(any::<u8>(), 0..300), 0..8),
            tears in vec(1usize..400, 1..40),
        ) {
            let mut stream = framed(&datagrams);
            let (mut frames, mut found) = (Frames::default(), Vec::new());
            let (mut rest, mut tears) = (&mut stream[..], tears.iter().cycle());
            while !rest.is_empty() {
                let piece = tears.next().copied().unwrap_or(1).min(rest.len());
                let (now, later) = rest.split_at_mut(piece);
                prop_assert_eq!(frames.cut(now, |datagram| found.push(datagram.to_vec())), Ok(()));
                rest = later;
            }
            let sent: Vec<_> = datagrams.into_iter().filter(|datagram| !datagram.is_empty()).collect();
            prop_assert_eq!(found, sent);
            prop_assert!(frames.begun.is_empty());
        }

        #[test]
        fn garbage_is_kept_no_longer_than_one_frame(pieces in vec(vec(any::<u8>(), 0..3000), 0..10)) {
            let mut frames = Frames::default();
            for mut piece in pieces {
                let taken = frames.cut(&mut piece, |datagram| assert!(datagram.len() <= LONGEST));
                prop_assert!(frames.begun.len() < HEAD + LONGEST);
                if taken.is_err() {
                    break;
                }
            }
        }
    }

    #[test]
    fn the_longest_datagram_is_taken_and_a_longer_one_ends_the_stream() {
        let mut frames = Frames::default();
        let mut sizes = Vec::new();
        let mut longest = framed(&[vec![1; LONGEST]]);
        assert_eq!(
            frames.cut(&mut longest, |datagram| sizes.push(datagram.len())),
            Ok(())
        );
        assert_eq!(sizes, [LONGEST]);
        let head = (LONGEST as u16 + 1).to_be_bytes();
        assert_eq!(frames.cut(&mut [head[0]], |_| {}), Ok(()));
        assert_eq!(frames.cut(&mut [head[1]], |_| {}), Err(TooLong));
    }
}
