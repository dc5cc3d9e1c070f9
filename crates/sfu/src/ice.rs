//! ICE-lite (RFC 8445 §2.5): by which ways a page has proved to be reached.

use crate::route::Route;

/// Ways kept for a leg; a page has a few network interfaces, not dozens.
const MAX_PAIRS: usize = 8;

/// The validated ways of a leg and the one media takes.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    validated: Vec<Route>,
    nominated: Option<Route>,
}

impl Pairs {
    /// A check by this way proved right. Gives a way that is forgotten for it.
    pub(crate) fn validate(&mut self, from: Route, nominated: bool) -> Option<Route> {
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

    /// Where to send: the nominated way, before that the first validated one.
    pub(crate) fn peer(&self) -> Option<Route> {
        self.nominated.or_else(|| self.validated.first().copied())
    }

    /// All validated ways.
    pub(crate) fn all(&self) -> &[Route] {
        &self.validated
    }

    /// The way is closed, or another leg proved to be reached by it.
    pub(crate) fn forget(&mut self, route: Route) {
        self.validated.retain(|pair| *pair != route);
        self.nominated = self.nominated.filter(|pair| *pair != route);
    }
}
