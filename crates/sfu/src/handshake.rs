//! DTLS associations kept away from the media threads: a handshake costs as much as hundreds of packets.

use std::collections::HashMap;
use std::time::Instant;

use crate::api::LegKey;
use crate::dtls::{Association, Identity, Progress};

/// Which association: a leg that is added again with another certificate begins a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AssociationKey {
    /// Whose.
    pub leg: LegKey,
    /// The how-manieth of this leg.
    pub generation: u32,
}

/// Work for a handshake thread.
#[derive(Debug)]
pub enum Job {
    /// Wait for a page with this certificate.
    Begin(AssociationKey, [u8; 32]),
    /// A datagram from an address that ICE validated for this leg.
    Datagram(AssociationKey, Vec<u8>),
    /// The leg is gone.
    End(AssociationKey),
}

impl Job {
    /// The association the job is about.
    pub fn key(&self) -> AssociationKey {
        match self {
            Self::Begin(key, _) | Self::Datagram(key, _) | Self::End(key) => *key,
        }
    }
}

/// What a handshake thread gives back.
#[derive(Debug)]
pub struct Reply {
    /// Which association.
    pub key: AssociationKey,
    /// Datagrams for the page.
    pub sends: Vec<Vec<u8>>,
    /// What came of it.
    pub progress: Progress,
}

impl Reply {
    fn worth_sending(self) -> Option<Self> {
        let idle = matches!(self.progress, Progress::Going) && self.sends.is_empty();
        (!idle).then_some(self)
    }
}

/// The associations of one handshake thread, without the thread.
pub struct Handshakes {
    identity: Identity,
    associations: HashMap<AssociationKey, Association>,
}

impl Handshakes {
    /// None yet.
    pub fn new(identity: Identity) -> Self {
        Self {
            identity,
            associations: HashMap::new(),
        }
    }

    /// Does one job.
    pub fn work(&mut self, job: Job, now: Instant) -> Option<Reply> {
        match job {
            Job::Begin(key, expected) => {
                self.associations
                    .insert(key, Association::new(&self.identity, expected));
                None
            }
            Job::Datagram(key, bytes) => {
                let mut sends = Vec::new();
                let progress = self.associations.get_mut(&key)?.datagram(&bytes, now, &mut sends);
                if let Progress::Closed | Progress::Failed(_) = progress {
                    self.associations.remove(&key);
                }
                Reply { key, sends, progress }.worth_sending()
            }
            Job::End(key) => {
                self.associations.remove(&key);
                None
            }
        }
    }

    /// Repeats what got lost.
    pub fn timeouts(&mut self, now: Instant) -> Vec<Reply> {
        let mut replies = Vec::new();
        self.associations.retain(|key, association| {
            if association.next_timeout().is_none_or(|due| due > now) {
                return true;
            }
            let mut sends = Vec::new();
            let progress = association.timeout(now, &mut sends);
            let going = !matches!(progress, Progress::Failed(_));
            replies.extend(
                Reply {
                    key: *key,
                    sends,
                    progress,
                }
                .worth_sending(),
            );
            going
        });
        replies
    }

    /// When [`Self::timeouts`] is due.
    pub fn next_timeout(&self) -> Option<Instant> {
        self.associations
            .values()
            .filter_map(Association::next_timeout)
            .min()
    }
}
