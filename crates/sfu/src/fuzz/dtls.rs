//! DTLS before anybody is known: what comes from an address that ICE validated, and the handshake with it.

use std::sync::OnceLock;
use std::time::Instant;

use super::Choices;
use super::page::{Page, PageIdentity};
use crate::dtls::{Association, Identity, Progress};

/// Ours and the page's; made once, as a handshake costs enough.
fn identities() -> &'static (Identity, PageIdentity) {
    static IDENTITIES: OnceLock<(Identity, PageIdentity)> = OnceLock::new();
    IDENTITIES.get_or_init(|| {
        (
            Identity::generate().expect("an identity"),
            PageIdentity::generate(),
        )
    })
}

/// Datagrams in a row, each either as it is, or one of the page's own with some of its bytes changed, or one of
/// the page's as it is. Nothing is answered with much more than came, and there are no keys unless the page's
/// own datagrams led to them.
pub(super) fn any(bytes: &[u8]) {
    let (ours, page) = identities();
    let now = Instant::now();
    let mut association = Association::new(ours, page.fingerprint);
    let mut client = Page::new(page, now);
    let (mut choices, mut own) = (Choices(bytes), 0);
    for _ in 0..64 {
        let (Some(kind), Some(said)) = (choices.byte(), choices.bytes()) else {
            return;
        };
        let datagram = match kind % 3 {
            0 => said.to_vec(),
            1 => changed(client.coming(), said),
            _ => {
                own += 1;
                client.next()
            }
        };
        let mut sends = Vec::new();
        let progress = association.datagram(&datagram, now, &mut sends);
        let answered: usize = sends.iter().map(Vec::len).sum();
        assert!(answered <= 16 * 1024, "{answered} bytes for {}", datagram.len());
        sends.iter().for_each(|bytes| client.take(bytes, now));
        match progress {
            Progress::Going => {}
            Progress::Keys(_) => return assert!(own > 0),
            Progress::Closed | Progress::Failed(_) => return,
        }
    }
}

/// A datagram with bytes exchanged: where, in two bytes, and what is laid over them.
fn changed(mut datagram: Vec<u8>, how: &[u8]) -> Vec<u8> {
    for change in how.chunks_exact(3) {
        let at = usize::from(u16::from_be_bytes([change[0], change[1]]));
        if let Some(byte) = datagram
            .len()
            .checked_sub(1)
            .and_then(|last| datagram.get_mut(at % (last + 1)))
        {
            *byte ^= change[2];
        }
    }
    datagram
}
