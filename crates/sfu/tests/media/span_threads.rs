//! A room over two media threads, with real sockets: everybody hears and sees a publisher on the other one.

use std::time::{Duration, Instant};

use sfu::api::{Command, Event, LegKey, RoomKey};
use sfu::{Config, Sfu};

use super::page::{Page, page};
use super::world::camera;

const ROOM: RoomKey = RoomKey(1);
const DEADLINE: Duration = Duration::from_secs(30);

#[test]
fn a_room_of_more_legs_than_a_shard_takes_is_heard_and_seen_on_both() {
    let (sfu, mut events) = Sfu::start(&Config {
        listen: "127.0.0.1:0".parse().expect("an address"),
        shards: 2,
        legs_of_a_room: 3,
        ..Config::default()
    })
    .expect("started");
    let mut pages: Vec<Page> = (1..=5).map(|leg| page(&sfu, ROOM, leg, None)).collect();
    // Leg 1 is on the room's home with 2 and 3; 4 and 5 are on the other shard.
    let sees = |leg| if leg == 5 { 1 } else { 5 };
    for leg in 1..=5 {
        let show = Command::Show {
            leg: LegKey(leg),
            slot: 0,
            source: Some(camera(sees(leg))),
            height: 360,
            on_stage: false,
        };
        sfu.command(show).expect("room for a command");
    }
    let (begun, mut spoke, mut connected) = (Instant::now(), Instant::now(), 0);
    while !pages.iter().all(|page| page.complete(&[sees(page.leg)])) {
        assert!(
            begun.elapsed() < DEADLINE,
            "{connected} connected, {:?}",
            sfu.stats()
        );
        while let Ok(event) = events.try_recv() {
            connected += usize::from(matches!(event, Event::Connected { .. }));
        }
        if connected == 5 && spoke.elapsed() >= Duration::from_millis(20) {
            spoke = Instant::now();
            for page in pages.iter_mut().filter(|page| [1, 5].contains(&page.leg)) {
                page.speak();
            }
        }
        pages.iter_mut().for_each(Page::turn);
        std::thread::yield_now();
    }
    let stats = sfu.stats();
    let mut legs: Vec<u64> = stats.iter().map(|shard| shard.legs).collect();
    legs.sort_unstable();
    assert_eq!(legs, [2, 3]);
    for shard in &stats {
        assert!(shard.packets_crossed > 0);
        let dropped = shard.dropped_across + shard.dropped_not_authentic + shard.dropped_address;
        assert_eq!(dropped, 0);
    }
    for leg in 1..=5 {
        sfu.command(Command::Remove { leg: LegKey(leg) })
            .expect("room for a command");
    }
    while sfu.stats().iter().any(|shard| shard.legs + shard.rooms > 0) {
        assert!(begun.elapsed() < DEADLINE, "{:?}", sfu.stats());
        std::thread::yield_now();
    }
    sfu.stop();
}
