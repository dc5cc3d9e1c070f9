//! The loads of the table.

use std::io::Result;
use std::time::Duration;

use super::fan_out::{self, Call, Ours};
use super::janus::Janus;
use super::joining::{AUDIO_SLOTS, VIDEO_SLOTS, Who};
use super::plan::Plan;
use super::plane::Plane;
use super::process::Apart;
use super::sender::Sends;
use super::session::{Measured, Session};
use super::workers::Workers;

/// Part of one processor that the media thread is to take where delay is measured.
const BUSY: f64 = 0.6;
/// How near to it is near enough.
const NEAR: f64 = 0.03;
/// How often a load is tried with other numbers: what a packet costs depends on them, and the clients' processor may
/// not carry them all.
const TRIES: usize = 4;
/// What is left of the numbers where it did not.
const FEWER: f64 = 0.85;
/// Seconds that delay is measured in one by one.
const SECONDS: usize = 9;
/// The room of a load.
const ROOM: u64 = 1;
/// Who watches in each of many rooms.
const SMALL: usize = 20;

/// Memory of the server for each of some clients.
#[derive(Debug, Clone, Copy)]
pub(super) enum Memory {
    /// Bytes for one who came when publishers had sent for a while.
    Subscriber(u64),
    /// Bytes for one of those who all send, since there was nobody; what is kept of his packets is among them.
    Participant(u64),
}

/// One line of the table.
pub(super) struct Row {
    /// What was measured.
    pub(super) what: String,
    /// The figures.
    pub(super) measured: Measured,
    /// What a client took, where it can be told.
    pub(super) memory: Option<Memory>,
    /// Allocations of the media threads for each packet, where they are counted.
    pub(super) allocations: Option<f64>,
    /// Datagrams that the server received for each packet: media, and what clients answer.
    pub(super) incoming: Option<f64>,
    /// Of seconds measured one by one, the middle one's microseconds that 99 % stayed below, and the load in it.
    pub(super) usual: Option<(u32, f64)>,
}

impl Row {
    fn of(what: String, measured: Measured) -> Self {
        Self {
            what,
            measured,
            memory: None,
            allocations: None,
            incoming: None,
            usual: None,
        }
    }

    /// With the memory of each of so many clients.
    fn with_memory(self, of: fn(u64) -> Memory, count: usize) -> Self {
        let each = self.measured.memory / count.max(1) as u64;
        Self {
            memory: Some(of(each)),
            ..self
        }
    }
}

/// Measures a warm load of our server.
fn ours(what: String, plane: &mut Plane, session: &Session, plan: &Plan) -> Result<Row> {
    plane.count_allocations()?;
    let before = plane.counters()?;
    let measured = session.measure(plan.window());
    let after = plane.counters()?;
    let counted = |name| after.get(name).unwrap_or(&0) - before.get(name).unwrap_or(&0);
    let each = |name| Some(counted(name) as f64 / counted("packets_forwarded").max(1) as f64);
    Ok(Row {
        allocations: each("allocations"),
        incoming: each("packets_in"),
        ..Row::of(what, measured)
    })
}

/// One publisher and so many who watch him, with so many receivers for pictures each.
pub(super) fn fan_out(watchers: usize, rate: u64, receivers: u32, plan: &Plan) -> Result<Row> {
    one_publisher(watchers, rate, receivers, None, plan)
}

fn one_publisher(
    watchers: usize,
    rate: u64,
    receivers: u32,
    apart: Option<Apart>,
    plan: &Plan,
) -> Result<Row> {
    let mut plane = Plane::start(1)?;
    let session = fan_out::connect(
        &mut Ours::new(&mut plane, ROOM, 1).with_receivers(receivers),
        watchers,
        rate,
    )?;
    apart.map_or(Ok(()), |apart| apart.bind(plane.pid()))?;
    session.warm(rate);
    let what = format!("1 → {watchers}, {rate} pps");
    let row = ours(what, &mut plane, &session, plan)?;
    let row = Row {
        usual: apart.and_then(|_| usual(&row.measured, &session)),
        ..row
    };
    Ok(row.with_memory(Memory::Subscriber, watchers))
}

/// The second that is in the middle when they are ordered by delay: now and then something else has the server's
/// processor.
fn usual(measured: &Measured, session: &Session) -> Option<(u32, f64)> {
    if off(measured) > 2.0 * NEAR {
        return None;
    }
    let seconds = (0..SECONDS).map(|_| session.measure(Duration::from_secs(1)));
    let mut seconds: Vec<_> = seconds.filter(Measured::is_whole).collect();
    seconds.sort_by_key(|second| second.p99);
    seconds.get(SECONDS / 2).map(|second| (second.p99, second.load()))
}

/// The same with so many watchers that the media thread is kept busy; `each` is what a packet cost with fewer.
pub(super) fn busy(rate: u64, each: f64, plan: &Plan) -> Result<Row> {
    let apart = Apart::new()?;
    until_busy(BUSY / each / rate as f64, |watchers| {
        one_publisher(watchers.round() as usize, rate, VIDEO_SLOTS, Some(apart), plan)
    })
}

/// So many rooms, each with one publisher and a few who watch him, that the media thread is kept busy.
pub(super) fn busy_rooms(rate: u64, each: f64, plan: &Plan) -> Result<Row> {
    let apart = Apart::new()?;
    until_busy(BUSY / each / rate as f64 / SMALL as f64, |count| {
        rooms(count.round() as u64, rate, apart, plan)
    })
}

/// How far from the load that is wanted; far, where clients could not carry it.
fn off(measured: &Measured) -> f64 {
    (measured.load() - BUSY).abs() + if measured.is_whole() { 0.0 } else { 1.0 }
}

/// Runs a load with other numbers, beginning with so many, until it keeps the server as busy as it should be; gives
/// the try that came nearest, of those that the clients could carry if there are any.
fn until_busy(mut number: f64, run: impl Fn(f64) -> Result<Row>) -> Result<Row> {
    let mut best: Option<(f64, Row)> = None;
    for _ in 0..TRIES {
        let row = run(number)?;
        let (load, whole) = (row.measured.load(), row.measured.is_whole());
        eprintln!("  {}: {:.0} %", row.what, 100.0 * load);
        number *= if whole {
            (BUSY / load).clamp(0.5, 2.0)
        } else {
            FEWER
        };
        let off = off(&row.measured);
        if best.as_ref().is_none_or(|(least, _)| off < *least) {
            best = Some((off, row));
        }
        if off < NEAR {
            break;
        }
    }
    best.map(|(_, row)| row)
        .ok_or_else(|| std::io::Error::other("it was not tried"))
}

fn rooms(count: u64, rate: u64, apart: Apart, plan: &Plan) -> Result<Row> {
    let mut plane = Plane::start(1)?;
    let mut session = Session::new(Workers::start()?, plane.pid(), SMALL);
    let mut joined = 0;
    for room in 0..count {
        let mut call = Ours::new(&mut plane, room, room * 101);
        let publisher = call.publish()?;
        session.workers().lead(publisher);
        for _ in 0..SMALL {
            let watcher = call.watch()?;
            session.workers().add(watcher);
        }
        joined += 1 + SMALL;
    }
    session.connect(joined)?;
    apart.bind(plane.pid())?;
    session.warm(rate);
    let what = format!("{count} rooms of 1 → {SMALL}, {rate} pps each");
    let row = ours(what, &mut plane, &session, plan)?;
    Ok(Row {
        usual: usual(&row.measured, &session),
        ..row
    })
}

/// One publisher and so many who watch him, on Janus.
pub(super) fn janus(janus: &mut Janus, watchers: usize, rate: u64, plan: &Plan) -> Result<Row> {
    let session = fan_out::connect(&mut janus.call() as &mut dyn Call, watchers, rate)?;
    session.warm(rate);
    let measured = session.measure(plan.window());
    let what = format!("Janus, 1 → {watchers}, {rate} pps");
    Ok(Row::of(what, measured).with_memory(Memory::Subscriber, watchers))
}

/// Everybody publishes, and shows so many others.
pub(super) fn mesh(peers: u64, shown: u32, rate: u64, plan: &Plan) -> Result<Row> {
    let count = usize::try_from(peers).unwrap_or(0);
    let mut plane = Plane::start(1)?;
    let takers = usize::try_from(shown).unwrap_or(0);
    let mut session = Session::new(Workers::start()?, plane.pid(), takers);
    for leg in 0..peers {
        let client = plane.join(Who {
            room: ROOM,
            leg,
            sends: Some(Sends::Camera),
            audio_slots: AUDIO_SLOTS,
            video_slots: VIDEO_SLOTS,
            shown,
        })?;
        session.workers().add(client);
    }
    session.connect(count)?;
    for leg in 0..peers {
        for slot in 0..shown {
            plane.show(leg, slot, (leg + u64::from(slot) + 1) % peers)?;
        }
    }
    session.play(rate);
    session.warm(rate);
    let what = match u64::from(shown) + 1 == peers {
        true => format!("{peers} × {peers}, {rate} pps each"),
        false => format!("{peers} × {peers}, everybody shows {shown}, {rate} pps each"),
    };
    let row = ours(what, &mut plane, &session, plan)?;
    Ok(row.with_memory(Memory::Participant, count))
}

/// A large room that listens to a few.
pub(super) fn voices(listeners: usize, speakers: usize, plan: &Plan) -> Result<Row> {
    let mut plane = Plane::start(1)?;
    // The speakers hear each other.
    let takers = listeners + speakers - 1;
    let mut session = Session::new(Workers::start()?, plane.pid(), takers);
    let mut leg = 0;
    let mut join = |plane: &mut Plane, sends| {
        leg += 1;
        plane.join(Who {
            room: ROOM,
            leg,
            sends,
            audio_slots: AUDIO_SLOTS,
            video_slots: VIDEO_SLOTS,
            shown: 0,
        })
    };
    for _ in 0..speakers {
        let client = join(&mut plane, Some(Sends::Voice))?;
        session.workers().lead(client);
    }
    session.connect(speakers)?;
    session.fill(1);
    for _ in 0..listeners {
        let client = join(&mut plane, None)?;
        session.workers().add(client);
    }
    session.connect(speakers + listeners)?;
    session.warm(1);
    let what = format!("{listeners} listeners, {speakers} voices");
    let row = ours(what, &mut plane, &session, plan)?;
    Ok(row.with_memory(Memory::Subscriber, listeners))
}
