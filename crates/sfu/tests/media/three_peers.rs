//! Three str0m peers hear and see each other through a real media plane on loopback.

use std::time::{Duration, Instant};

use sfu::api::{Command, Event, LegKey, RoomKey};
use sfu::{Events, Sfu};

use super::page::{Page, media_plane, page};
use super::world::camera;

/// Far longer than it takes.
const DEADLINE: Duration = Duration::from_secs(30);

#[test]
fn three_peers_hear_and_see_each_other() {
    let (sfu, events) = media_plane(1);
    let pages = (1..=3).map(|leg| page(&sfu, RoomKey(1), leg, None)).collect();
    meet(sfu, events, pages);
}

/// Lets three pages of one room connect and speak until each has heard and seen the others.
pub(crate) fn meet(sfu: Sfu, mut events: Events, mut pages: Vec<Page>) {
    for leg in 1..=3u64 {
        for (slot, other) in (1..=3).filter(|other| *other != leg).enumerate() {
            let source = Some(camera(other));
            let show = Command::Show {
                leg: LegKey(leg),
                slot,
                source,
                height: 360,
                on_stage: false,
            };
            sfu.command(show).expect("room for a command");
        }
    }
    let begun = Instant::now();
    let mut spoke = begun;
    let mut connected = 0;
    let complete = |page: &Page| {
        let others: Vec<u64> = (1..=3).filter(|other| *other != page.leg).collect();
        page.complete(&others)
    };
    while !pages.iter().all(complete) {
        assert!(
            begun.elapsed() < DEADLINE,
            "{connected} connected, {:?}",
            sfu.stats()
        );
        while let Ok(event) = events.try_recv() {
            connected += usize::from(matches!(event, Event::Connected { .. }));
        }
        if connected == 3 && spoke.elapsed() >= Duration::from_millis(20) {
            spoke = Instant::now();
            pages.iter_mut().for_each(Page::speak);
        }
        pages.iter_mut().for_each(Page::turn);
        std::thread::yield_now();
    }
    for page in &pages {
        let own = page
            .packets
            .iter()
            .any(|p| p.payload.last() == Some(&(page.leg as u8)));
        assert!(!own, "nobody gets his own back");
    }
    let stats = sfu.stats();
    assert_eq!(stats[0].dropped_not_authentic + stats[0].dropped_address, 0);
    sfu.stop();
}
