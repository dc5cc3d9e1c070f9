//! What one shard sends another in one go.

use super::{Crossing, Letter, Name};
use crate::ring::Packet;

/// Bytes of sound that wait for a shard that takes nothing; more would be heard too late.
const WAITING: usize = 64 * 1024;

/// Letters to one shard, in order, and the payloads of the packets among them.
#[derive(Debug, Default)]
pub struct Parcel {
    /// To which shard.
    pub to: usize,
    pub(crate) letters: Vec<Letter>,
    pub(crate) bytes: Vec<u8>,
}

impl Parcel {
    /// An empty one.
    pub(crate) fn new(to: usize) -> Self {
        Self {
            to,
            ..Self::default()
        }
    }

    /// Adds a packet with its payload; `past` if it is of the last group of pictures.
    pub(crate) fn cross(&mut self, (name, layer): (Name, usize), packet: &Packet, past: bool) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&packet.payload);
        let packet = Packet {
            payload: Vec::new(),
            ..*packet
        };
        self.letters.push(Letter::Packet(Crossing {
            name,
            layer,
            packet,
            payload: start..self.bytes.len(),
            past,
        }));
    }

    /// Takes out what is not worth waiting with: what newer letters replace, all packets that `is_picture` says are
    /// of pictures, and sound too, where that is late already. `lost` is told of the pictures; gives the number
    /// of packets.
    pub(crate) fn lighten(
        &mut self,
        is_picture: impl Fn(Name) -> bool,
        mut lost: impl FnMut(Name, usize),
    ) -> u64 {
        let old = std::mem::take(&mut self.bytes);
        let mut dropped = 0;
        let bytes = &mut self.bytes;
        self.letters.retain_mut(|letter| match letter {
            Letter::Facts(..) | Letter::Voice(..) => false,
            Letter::Packet(crossing) => {
                let picture = is_picture(crossing.name);
                if picture {
                    lost(crossing.name, crossing.layer);
                }
                if picture || bytes.len() + crossing.payload.len() > WAITING {
                    dropped += 1;
                    return false;
                }
                let start = bytes.len();
                bytes.extend_from_slice(&old[crossing.payload.clone()]);
                crossing.payload = start..bytes.len();
                true
            }
            _ => true,
        });
        dropped
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn packet(payload: &[u8]) -> Packet {
        Packet {
            sequence: 1,
            timestamp: 0,
            marker: false,
            audio_level: None,
            picture: None,
            arrived: Instant::now(),
            payload: payload.to_vec(),
        }
    }

    #[test]
    fn a_parcel_that_must_wait_keeps_control_and_sound_but_no_pictures() {
        let [sound, picture] = [0, 1].map(|at| Name { at, born: 1 });
        let mut parcel = Parcel::new(1);
        parcel.cross((picture, 2), &packet(&[1; 900]), false);
        parcel.cross((sound, 0), &packet(&[2; 50]), false);
        parcel.letters.push(Letter::Gone(sound));
        parcel.cross((picture, 2), &packet(&[3; 900]), false);
        parcel.cross((sound, 0), &packet(&[4; 50]), false);
        let mut lost = Vec::new();
        let dropped = parcel.lighten(|name| name == picture, |name, layer| lost.push((name, layer)));
        assert_eq!((dropped, lost), (2, vec![(picture, 2); 2]));
        let payloads = parcel.letters.iter().filter_map(|letter| match letter {
            Letter::Packet(crossing) => Some(parcel.bytes[crossing.payload.clone()][0]),
            _ => None,
        });
        assert_eq!(payloads.collect::<Vec<_>>(), [2, 4]);
        assert!(matches!(parcel.letters[1], Letter::Gone(_)));
        assert_eq!(parcel.bytes.len(), 100);
    }

    #[test]
    fn sound_that_would_be_heard_too_late_does_not_wait() {
        let name = Name { at: 0, born: 1 };
        let mut parcel = Parcel::new(1);
        (0..100).for_each(|_| parcel.cross((name, 0), &packet(&[1; 1000]), false));
        parcel.lighten(|_| false, |_, _| {});
        assert_eq!(parcel.letters.len(), WAITING / 1000);
    }
}
