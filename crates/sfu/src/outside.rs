//! How the machine looks from outside: a STUN server is asked from the media socket, so that the answer is
//! about its very port (RFC 8489 §6.2.1, RFC 8445 §5.1.1.2).

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use crate::api::Outside;
use crate::output::Output;
use crate::route::{Route, canonical};
use crate::stun::{self, TransactionId};

/// Wait for the first answer, doubled at every repetition (RFC 8489 §6.2.1: RTO).
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// Requests in all (Rc), and how many times the first wait the last of them is waited for (Rm).
const REQUESTS: u32 = 7;
const LAST_WAIT: u32 = 16;

/// The question that is open, if there is one.
#[derive(Debug, Default)]
pub(crate) struct Inquiry {
    open: Option<Question>,
}

#[derive(Debug)]
struct Question {
    server: SocketAddr,
    id: TransactionId,
    sent: u32,
    due: Instant,
}

impl Inquiry {
    /// Asks; a question that was open is forgotten.
    pub(crate) fn ask(&mut self, server: SocketAddr, id: TransactionId, now: Instant, out: &mut Output) {
        self.open = Some(Question {
            server: canonical(server),
            id,
            sent: 0,
            due: now,
        });
        self.tick(now, out);
    }

    /// Asks again where the answer is overdue, and gives up in the end.
    pub(crate) fn tick(&mut self, now: Instant, out: &mut Output) {
        let Some(question) = self.open.as_mut().filter(|question| question.due <= now) else {
            return;
        };
        if question.sent == REQUESTS {
            out.outside = Some(Outside::Silent);
            self.open = None;
            return;
        }
        let start = out.bytes.len();
        stun::write_request(question.id, &mut out.bytes);
        out.commit(start, Route::Udp(question.server));
        question.sent += 1;
        question.due = now
            + FIRST_WAIT
                * match question.sent {
                    REQUESTS => LAST_WAIT,
                    sent => 1 << (sent - 1),
                };
    }

    /// When [`Self::tick`] has something to do.
    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        self.open.as_ref().map(|question| question.due)
    }

    /// Takes a message; it is the answer if it comes from the server that was asked and knows the number of
    /// the question. `None` if it is not.
    pub(crate) fn answer(&mut self, from: Route, message: &[u8], out: &mut Output) -> Option<()> {
        let question = self.open.as_ref()?;
        if from != Route::Udp(question.server) {
            return None;
        }
        let seen = stun::read_success(message, question.id).map(canonical)?;
        self.open = None;
        // Nobody can be there, so the server is of no use.
        out.outside = Some(if is_nowhere(seen) {
            Outside::Silent
        } else {
            Outside::Seen(seen)
        });
        Some(())
    }
}

fn is_nowhere(address: SocketAddr) -> bool {
    let ip = address.ip();
    let broadcast = matches!(ip, IpAddr::V4(ip) if ip.is_broadcast());
    address.port() == 0 || ip.is_unspecified() || ip.is_multicast() || broadcast
}
