//! Several rooms on one media thread and on two, and one room on both.

use std::collections::HashMap;
use std::io::Result;
use std::net::SocketAddr;
use std::time::Duration;

use super::clock::pass;
use super::fan_out::{Call, Ours};
use super::plan::Plan;
use super::plane::Plane;
use super::process;
use super::session::{Measured, Session};
use super::workers::Workers;

/// Rooms, divided evenly over the shards.
const ROOMS: usize = 6;
/// Who watches the publisher of each.
const WATCHERS: usize = 12;
/// Packets a second of each publisher.
const RATE: u64 = 400;
/// Rooms tried until they divide evenly.
const TRIED: u64 = 1000;

/// What so many shards did.
pub(super) struct Shards {
    /// How many.
    pub(super) count: usize,
    /// The figures of all rooms.
    pub(super) measured: Measured,
    /// Part of one processor that each media thread took.
    pub(super) loads: Vec<f64>,
}

/// Measures the rooms on so many shards.
pub(super) fn run(count: usize, plan: &Plan) -> Result<Shards> {
    let mut plane = Plane::start(count)?;
    let pid = plane.pid();
    let mut session = Session::new(Workers::start()?, pid, WATCHERS);
    let (mut on_shard, mut rooms) = (HashMap::<SocketAddr, usize>::new(), Vec::new());
    for room in 0..TRIED {
        let taken = on_shard.entry(plane.address_of(room)?).or_default();
        if *taken < ROOMS / count && rooms.len() < ROOMS {
            *taken += 1;
            rooms.push(room);
        }
    }
    let mut connected = 0;
    for (at, room) in rooms.iter().enumerate() {
        let mut call = Ours::new(&mut plane, *room, at as u64 * 100);
        let publisher = call.publish()?;
        session.workers().lead(publisher);
        for _ in 0..WATCHERS {
            let watcher = call.watch()?;
            session.workers().add(watcher);
        }
        connected += 1 + WATCHERS;
    }
    session.connect(connected)?;
    measure(&session, pid, count, plan)
}

/// Measures one room with as many watchers, spread evenly over so many shards.
pub(super) fn one_room(count: usize, plan: &Plan) -> Result<Shards> {
    let legs = 1 + ROOMS * WATCHERS;
    let mut plane = Plane::spread(count, legs.div_ceil(count))?;
    let pid = plane.pid();
    let mut session = Session::new(Workers::start()?, pid, legs - 1);
    let mut call = Ours::new(&mut plane, 0, 0);
    let publisher = call.publish()?;
    session.workers().lead(publisher);
    for _ in 1..legs {
        let watcher = call.watch()?;
        session.workers().add(watcher);
    }
    session.connect(legs)?;
    measure(&session, pid, count, plan)
}

fn measure(session: &Session, pid: u32, count: usize, plan: &Plan) -> Result<Shards> {
    session.warm(RATE);
    pass(Duration::from_secs(1));
    let used = |pid| -> Vec<Duration> {
        let names = (0..count).map(|shard| format!("media-{shard}"));
        names.map(|name| process::cpu(pid, &name)).collect()
    };
    let before = used(pid);
    let measured = session.measure(plan.window());
    let after = used(pid);
    // The window, and the time in which the last packets arrive.
    let time = (measured.wall + super::session::LATE).as_secs_f64();
    let loads = after
        .iter()
        .zip(&before)
        .map(|(after, before)| (*after - *before).as_secs_f64() / time);
    Ok(Shards {
        count,
        measured,
        loads: loads.collect(),
    })
}
