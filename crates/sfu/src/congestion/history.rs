//! What was sent lately, by transport-wide sequence number.

/// Packets remembered: at 30 Mbit/s more than a second.
const REMEMBERED: usize = 4096;

/// What became of a packet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Fate {
    /// Nothing was sent here, or nothing that counts.
    #[default]
    None,
    /// Not spoken of yet.
    UnderWay,
    /// Said not to have arrived.
    Lost,
    /// Said to have arrived.
    Arrived,
}

/// A packet that was sent; 8 bytes, because every subscriber has thousands.
#[derive(Debug, Clone, Copy, Default)]
struct Sent {
    /// Lower half of the time in microseconds.
    at: u32,
    bytes: u16,
    cluster: u8,
    fate: Fate,
}

/// News of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct News {
    /// When it was sent, in microseconds.
    pub(super) sent: i64,
    /// Its size.
    pub(super) bytes: usize,
    /// Its probe cluster, 0 for none.
    pub(super) cluster: u8,
    /// It was said to be lost before.
    pub(super) found: bool,
}

/// The last packets. Takes its memory with the first of them.
#[derive(Debug, Default)]
pub(super) struct History {
    ring: Vec<Sent>,
    /// Number of the last packet.
    last: u16,
    /// Bytes sent that nothing was said of.
    pub(super) under_way: usize,
}

impl History {
    /// Numbers a packet that is not remembered.
    pub(super) fn skip(&mut self) -> u16 {
        self.last = self.last.wrapping_add(1);
        let at = usize::from(self.last) % REMEMBERED;
        if let Some(entry) = self.ring.get_mut(at) {
            self.under_way -= entry.under_way();
            *entry = Sent::default();
        }
        self.last
    }

    /// Numbers and remembers a packet.
    pub(super) fn send(&mut self, bytes: usize, now: i64, cluster: u8) -> u16 {
        if self.ring.is_empty() {
            self.ring = vec![Sent::default(); REMEMBERED];
        }
        let number = self.skip();
        let sent = Sent {
            at: now as u32,
            bytes: u16::try_from(bytes).unwrap_or(u16::MAX),
            cluster,
            fate: Fate::UnderWay,
        };
        self.under_way += sent.under_way();
        self.ring[usize::from(number) % REMEMBERED] = sent;
        number
    }

    /// A subscriber says whether a packet arrived; `None` if that is not news, or the packet is forgotten.
    pub(super) fn hear(&mut self, number: u16, arrived: bool, now: i64) -> Option<News> {
        if usize::from(self.last.wrapping_sub(number)) >= REMEMBERED {
            return None;
        }
        let sent = self.ring.get_mut(usize::from(number) % REMEMBERED)?;
        let before = sent.fate;
        let news = match (before, arrived) {
            (Fate::UnderWay, _) => true,
            (Fate::Lost, arrived) => arrived,
            (Fate::None | Fate::Arrived, _) => false,
        };
        if !news {
            return None;
        }
        self.under_way -= sent.under_way();
        sent.fate = if arrived { Fate::Arrived } else { Fate::Lost };
        Some(News {
            sent: now - i64::from((now as u32).wrapping_sub(sent.at)),
            bytes: usize::from(sent.bytes),
            cluster: sent.cluster,
            found: before == Fate::Lost,
        })
    }
}

impl Sent {
    fn under_way(self) -> usize {
        match self.fate {
            Fate::UnderWay => usize::from(self.bytes),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_is_told_once_and_a_late_arrival_corrects_it() {
        let mut history = History::default();
        let number = history.send(1200, 5_000_000_000, 3);
        assert_eq!(history.under_way, 1200);
        let news = |found| News {
            sent: 5_000_000_000,
            bytes: 1200,
            cluster: 3,
            found,
        };
        assert_eq!(history.hear(number, false, 5_000_090_000), Some(news(false)));
        assert_eq!(history.under_way, 0);
        assert_eq!(history.hear(number, false, 5_000_100_000), None);
        assert_eq!(history.hear(number, true, 5_000_190_000), Some(news(true)));
        assert_eq!(history.hear(number, true, 5_000_200_000), None);
    }

    #[test]
    fn what_was_never_sent_or_is_long_gone_is_no_news() {
        let mut history = History::default();
        let first = history.send(100, 0, 0);
        assert_eq!(history.hear(first.wrapping_add(1), true, 1), None);
        assert_eq!(history.hear(first.wrapping_sub(1), true, 1), None);
        let skipped = history.skip();
        assert_eq!(history.hear(skipped, true, 1), None);
        for _ in 0..REMEMBERED {
            history.send(10, 2, 0);
        }
        assert_eq!(history.hear(first, true, 3), None);
        assert_eq!(history.under_way, 10 * REMEMBERED);
        assert_eq!(size_of::<Sent>(), 8);
    }
}
