//! ICE-lite (RFC 8445 §2.5): which addresses a page has proved to be at.

use std::net::SocketAddr;

/// Addresses kept for a leg; a page has a few network interfaces, not dozens.
const MAX_PAIRS: usize = 8;

/// The validated addresses of a leg and the one media goes to.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    validated: Vec<SocketAddr>,
    nominated: Option<SocketAddr>,
}

impl Pairs {
    /// A check from this address proved right. Gives an address that is forgotten for it.
    pub(crate) fn validate(&mut self, from: SocketAddr, nominated: bool) -> Option<SocketAddr> {
        if nominated {
            self.nominated = Some(from);
        }
        if self.validated.contains(&from) {
            return None;
        }
        let full = self.validated.len() == MAX_PAIRS;
        let old = self
            .validated
            .iter()
            .position(|pair| full && Some(*pair) != self.nominated);
        let forgotten = old.map(|at| self.validated.remove(at));
        self.validated.push(from);
        forgotten
    }

    /// Where to send: the nominated address, before that the first validated one.
    pub(crate) fn peer(&self) -> Option<SocketAddr> {
        self.nominated.or_else(|| self.validated.first().copied())
    }

    /// All validated addresses.
    pub(crate) fn all(&self) -> &[SocketAddr] {
        &self.validated
    }

    /// Another leg proved to be at this address.
    pub(crate) fn forget(&mut self, address: SocketAddr) {
        self.validated.retain(|pair| *pair != address);
        self.nominated = self.nominated.filter(|pair| *pair != address);
    }
}
