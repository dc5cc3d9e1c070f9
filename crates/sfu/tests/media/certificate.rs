//! A page whose certificate is not the one of its offer gets no keys.

use std::time::{Duration, Instant};

use sfu::api::{Event, LegKey, RoomKey};

use super::page::{media_plane, page};

#[test]
fn another_certificate_is_refused() {
    let (sfu, mut events) = media_plane(1);
    let mut impostor = page(&sfu, RoomKey(1), 1, Some([1; 32]));
    let begun = Instant::now();
    let event = loop {
        impostor.turn();
        if let Ok(event) = events.try_recv() {
            break event;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", sfu.stats());
        std::thread::yield_now();
    };
    let reason = "the DTLS certificate is not the one of the offer";
    assert_eq!(
        event,
        Event::Disconnected {
            leg: LegKey(1),
            reason
        }
    );
}
