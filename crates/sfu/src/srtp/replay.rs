//! Which packets of a stream were seen already (RFC 3711 §3.3.2), and what a 16-bit sequence number
//! means (§3.3.1).

use super::session::Refused;

/// Streams that one page may send; more are refused.
const MAX_STREAMS: usize = 24;
/// Packets that may come late and are still accepted.
const WINDOW: u64 = 1024;
/// The replay list in words of 64 bits.
const WORDS: usize = (WINDOW / 64) as usize;

/// What was seen of every stream of a page.
#[derive(Debug)]
pub(super) struct Windows(Vec<(u32, ReplayWindow)>);

impl Default for Windows {
    fn default() -> Self {
        Self(Vec::with_capacity(MAX_STREAMS))
    }
}

impl Windows {
    /// The 48-bit index (rollover counter and sequence number) that `sequence` most likely means.
    pub(super) fn estimate(&self, ssrc: u32, sequence: u16) -> u64 {
        self.of(ssrc)
            .map_or(u64::from(sequence), |window| window.estimate(sequence))
    }

    /// Whether a packet of this index may be taken if it proves authentic.
    pub(super) fn check(&self, ssrc: u32, index: u64) -> Result<(), Refused> {
        match self.of(ssrc) {
            Some(window) if window.is_new(index) => Ok(()),
            Some(_) => Err(Refused::Replayed),
            None if self.0.len() == MAX_STREAMS => Err(Refused::TooManyStreams),
            None => Ok(()),
        }
    }

    /// Remembers an index that was [checked](Self::check) and whose packet proved authentic.
    pub(super) fn accept(&mut self, ssrc: u32, index: u64) {
        if let Some((_, window)) = self.0.iter_mut().find(|(stream, _)| *stream == ssrc) {
            window.accept(index);
        } else {
            let mut window = ReplayWindow::default();
            window.accept(index);
            self.0.push((ssrc, window));
        }
    }

    fn of(&self, ssrc: u32) -> Option<&ReplayWindow> {
        self.0
            .iter()
            .find(|(stream, _)| *stream == ssrc)
            .map(|(_, window)| window)
    }
}

/// Index estimate and replay list of one SSRC.
#[derive(Debug, Clone, Default)]
struct ReplayWindow {
    /// Highest authenticated index plus one; zero before the first packet.
    next: u64,
    /// Bit `index % WINDOW`: that index was seen.
    seen: [u64; WORDS],
}

impl ReplayWindow {
    fn estimate(&self, sequence: u16) -> u64 {
        let Some(highest) = self.next.checked_sub(1) else {
            return u64::from(sequence);
        };
        let distance = i64::from(sequence.wrapping_sub(highest as u16) as i16);
        highest
            .checked_add_signed(distance)
            .unwrap_or(u64::from(sequence))
    }

    /// Whether an index is new and not too old.
    fn is_new(&self, index: u64) -> bool {
        if index >= self.next {
            return true;
        }
        let (word, bit) = place(index);
        self.next - 1 - index < WINDOW && self.seen[word] & bit == 0
    }

    /// Remembers an index whose packet proved authentic.
    fn accept(&mut self, index: u64) {
        if index >= self.next + WINDOW {
            self.seen = [0; WORDS];
        } else {
            for skipped in self.next..index {
                let (word, bit) = place(skipped);
                self.seen[word] &= !bit;
            }
        }
        self.next = self.next.max(index + 1);
        let (word, bit) = place(index);
        self.seen[word] |= bit;
    }
}

/// Word and bit of an index.
fn place(index: u64) -> (usize, u64) {
    ((index % WINDOW / 64) as usize, 1 << (index % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_rolls_over_and_back() {
        let mut window = ReplayWindow::default();
        window.accept(window.estimate(0xFFFE));
        assert_eq!(window.estimate(1), 0x1_0001);
        window.accept(0x1_0001);
        assert_eq!(window.estimate(0xFFFF), 0xFFFF);
        assert!(window.is_new(0xFFFF));
        assert!(!window.is_new(0xFFFE));
        assert!(!window.is_new(0x1_0001));
    }

    #[test]
    fn what_is_older_than_the_window_is_refused() {
        let mut window = ReplayWindow::default();
        window.accept(5000);
        assert!(window.is_new(5000 - WINDOW + 1));
        assert!(!window.is_new(5000 - WINDOW));
        window.accept(5000 + 5 * WINDOW);
        assert!(!window.is_new(5000));
    }
}
