//! With several shards each room lives on one, and every page finds its own.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use sfu::api::{Event, LegKey, RoomKey};

use super::page::{media_plane, page};

#[test]
fn pages_of_rooms_on_different_shards_connect() {
    let (sfu, mut events) = media_plane(2);
    let port = |room| {
        sfu.prepare(RoomKey(room), LegKey(99)).candidates[0]
            .address
            .port()
    };
    let other = (2..100)
        .find(|room| port(*room) != port(1))
        .expect("a room on the other shard");
    let mut pages = [
        page(&sfu, RoomKey(1), 1, None),
        page(&sfu, RoomKey(other), 2, None),
    ];
    let begun = Instant::now();
    let mut connected = BTreeSet::new();
    while connected.len() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", sfu.stats());
        pages.iter_mut().for_each(super::page::Page::turn);
        if let Ok(Event::Connected { leg }) = events.try_recv() {
            connected.insert(leg);
        }
        std::thread::yield_now();
    }
    assert!(sfu.stats().iter().all(|shard| shard.legs == 1));
}
