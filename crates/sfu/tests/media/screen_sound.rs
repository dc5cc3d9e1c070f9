//! The sound of a shared screen is heard in a large room, however many talk.

use std::time::Duration;

use sfu::api::{Command, LegKey, SendLine, SourceKind};

use super::wire::Sent;
use super::world::{OPUS, ROOM, World, facts};

const SSRC: u32 = 77;
/// What the packets of the screen carry, unlike those of any voice.
const SCREEN: u8 = 200;

/// The page begins to share a screen with sound: an offer with one more line.
fn share(world: &mut World, leg: u64) {
    let mut facts = facts(leg, 4);
    facts.sends.push(SendLine {
        kind: SourceKind::ScreenAudio,
        mid: "2".to_owned(),
        ssrc: Some(SSRC),
        rtx_ssrc: None,
        rids: Vec::new(),
    });
    let transport = world.peer(leg).transport.clone();
    world.command(Command::Add {
        room: ROOM,
        leg: LegKey(leg),
        transport,
        facts,
    });
}

#[test]
fn it_is_heard_beside_three_who_talk_and_not_by_who_shares_it() {
    let mut world = World::new();
    for leg in 1..=10 {
        world.join(leg, 4);
    }
    share(&mut world, 5);
    for n in 0..100 {
        for leg in 1..=10 {
            let word = n % 15 < 12 && (6..=8).contains(&leg);
            world.sound(leg, n, if word { 25 } else { 80 });
        }
        if n >= 60 {
            let mut packet = Sent::new(SSRC, OPUS, u64::from(n), vec![SCREEN; 40]);
            packet.timestamp = u32::from(n) * 960;
            packet.level = Some(60);
            world.rtp(5, &packet);
        }
        world.advance(Duration::from_millis(20));
        if n == 80 {
            world.peer(1).rtp.clear();
        }
    }
    let mut voices: Vec<u8> = world.peer(1).rtp.iter().map(|packet| packet.payload[0]).collect();
    voices.sort_unstable();
    voices.dedup();
    assert_eq!(voices, [6, 7, 8, SCREEN]);
    let own = &world.peer(5).rtp;
    assert!(own.iter().all(|packet| packet.payload[0] != SCREEN));
}
