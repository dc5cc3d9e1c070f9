//! ChannelData (RFC 8656 §12.4), and how messages follow one another on a stream (§12.5 and RFC 8489 §6.2.2).

/// The header of ChannelData in bytes: number and length.
pub(crate) const CHANNEL_HEADER: usize = 4;
const STUN_HEADER: usize = 20;
/// The longest message that is taken, in bytes. Media comes in packets that fit an Ethernet frame; who sends more
/// wants our memory.
pub(crate) const LONGEST: usize = 4 * 1024;

/// The channel and the data of a ChannelData message; on datagrams padding may be missing.
pub(crate) fn channel_data(message: &[u8]) -> Option<(u16, &[u8])> {
    let (header, rest) = message.split_first_chunk::<CHANNEL_HEADER>()?;
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    Some((u16::from_be_bytes([header[0], header[1]]), rest.get(..length)?))
}

/// Writes ChannelData; on streams it is filled up to a multiple of four bytes.
pub(crate) fn write_channel_data(channel: u16, data: &[u8], padded: bool) -> Option<Vec<u8>> {
    let length = u16::try_from(data.len()).ok()?;
    let mut message = Vec::with_capacity(CHANNEL_HEADER + data.len() + 3);
    message.extend_from_slice(&channel.to_be_bytes());
    message.extend_from_slice(&length.to_be_bytes());
    message.extend_from_slice(data);
    if padded {
        message.resize(message.len().next_multiple_of(4), 0);
    }
    Some(message)
}

/// Whether the first byte is that of ChannelData; STUN has the two highest bits clear.
pub(crate) const fn is_channel(first: u8) -> bool {
    first >> 6 == 1
}

/// What comes on the stream is neither STUN nor ChannelData, or too long; nothing after it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoFrame;

/// Takes a stream apart into messages.
#[derive(Debug, Default)]
pub struct Frames {
    buffer: Vec<u8>,
    start: usize,
}

impl Frames {
    /// Appends what was read.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > LONGEST {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole message.
    ///
    /// # Errors
    /// [`NoFrame`] if it is none; the stream should then be closed.
    pub fn message(&mut self) -> Result<Option<&[u8]>, NoFrame> {
        let rest = &self.buffer[self.start..];
        let Some((header, _)) = rest.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        let (length, padded) = match header[0] >> 6 {
            0 => (STUN_HEADER + length, STUN_HEADER + length),
            1 => (
                CHANNEL_HEADER + length,
                CHANNEL_HEADER + length.next_multiple_of(4),
            ),
            _ => return Err(NoFrame),
        };
        if padded > LONGEST {
            return Err(NoFrame);
        }
        if rest.len() < padded {
            return Ok(None);
        }
        let start = self.start;
        self.start += padded;
        Ok(Some(&self.buffer[start..start + length]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn channel_data_comes_back_as_it_went() {
        let padded = write_channel_data(0x4001, b"hello", true).unwrap();
        assert_eq!(padded.len(), 12);
        assert_eq!(channel_data(&padded), Some((0x4001, &b"hello"[..])));
        let plain = write_channel_data(0x4001, b"hello", false).unwrap();
        assert_eq!(plain.len(), 9);
        assert_eq!(channel_data(&plain), Some((0x4001, &b"hello"[..])));
    }

    #[test]
    fn channel_data_that_is_cut_off_is_none() {
        let whole = write_channel_data(0x4001, b"hello", false).unwrap();
        for length in 0..whole.len() {
            assert_eq!(channel_data(&whole[..length]), None);
        }
    }

    #[test]
    fn a_stream_of_something_else_is_given_up() {
        let mut frames = Frames::default();
        frames.push(b"\x80\0\0\0");
        assert_eq!(frames.message(), Err(NoFrame));
        let mut frames = Frames::default();
        frames.push(b"\x16\x03\x01\x02\0");
        assert_eq!(
            frames.message(),
            Ok(None),
            "the beginning of TLS might be STUN so far"
        );
        let mut frames = Frames::default();
        frames.push(b"\x40\0\xff\xff");
        assert_eq!(frames.message(), Err(NoFrame), "too long");
    }

    proptest! {
        /// However a stream is cut into reads, the same messages come out.
        #[test]
        fn cuts_do_not_matter(
            messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..20),
            cuts in prop::collection::vec(1usize..200, 1..20),
        ) {
            let stream: Vec<u8> = messages
                .iter()
                .flat_map(|data| write_channel_data(0x4000, data, true).unwrap())
                .collect();
            let (mut frames, mut out, mut at) = (Frames::default(), Vec::new(), 0);
            for cut in cuts.iter().cycle() {
                if at == stream.len() {
                    break;
                }
                let end = (at + cut).min(stream.len());
                frames.push(&stream[at..end]);
                at = end;
                while let Some(message) = frames.message().unwrap() {
                    out.push(channel_data(message).unwrap().1.to_vec());
                }
            }
            prop_assert_eq!(out, messages);
        }
    }
}
