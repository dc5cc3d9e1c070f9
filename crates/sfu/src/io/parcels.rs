//! Carries parcels from one shard to the others.

use super::mailbox::Mailbox;
use crate::across::Parcel;
use crate::shard::Shard;

/// Where parcels go, and what came of them.
pub(super) struct Parcels {
    /// The shard that they come from.
    from: usize,
    mailboxes: Vec<Mailbox>,
    /// Packets that the other shards did not take in time.
    pub(super) dropped: u64,
}

impl Parcels {
    /// From the shard with this number, to these.
    pub(super) fn new(from: usize, mailboxes: Vec<Mailbox>) -> Self {
        Self {
            from,
            mailboxes,
            dropped: 0,
        }
    }

    /// Passes on what a shard has for others. What has no room stays, without what need not wait, for the next call;
    /// what the shard adds till then comes after it.
    pub(super) fn send(&mut self, shard: &mut Shard, across: &mut Vec<Parcel>) {
        for parcel in std::mem::take(across) {
            let Some(mailbox) = self.mailboxes.get(parcel.to) else {
                continue;
            };
            if let Some(mut parcel) = mailbox.pass(self.from, parcel) {
                self.dropped += shard.lighten(&mut parcel);
                across.push(parcel);
            }
        }
    }
}
