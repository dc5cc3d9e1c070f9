//! Many join a call that runs, as pages do: they announce four sources and show the call's camera, and some send sound.
//! What is sent to them afterwards is kept small, so that it is their coming that is measured: all that a large room
//! hears would take a processor, which the clients need.

use std::io::Result;
use std::time::{Duration, Instant};

use super::clock::{pass, time_of_day};
use super::joining::{AUDIO_SLOTS, Prepared, VIDEO_SLOTS, Who};
use super::plane::Plane;
use super::process;
use super::sender::Sends;
use super::session::{LATE, Session, frame};
use super::workers::Workers;

/// The room of the call.
const ROOM: u64 = 1;
/// Whose camera everybody shows.
const PUBLISHER: u64 = 1;
/// Who speak: as many as are heard in a large room. Their numbers spread their packets over 20 ms.
const SPEAKERS: [u64; 3] = [10, 20, 30];
/// The first of those who watch and listen.
const FIRST_WATCHER: u64 = 100;
/// How many they are.
const WATCHERS: usize = 20;
/// The first of those who join.
const FIRST_JOINER: u64 = 1000;
/// Packets a second of the camera: five pictures.
const RATE: u64 = 20;
/// One in so many of those who join has his microphone on.
const SOUND: u64 = 10;
/// How long the call is measured before the storm.
const CALM: Duration = Duration::from_secs(3);
/// How long it is measured on when everybody has a picture.
const AFTER: Duration = Duration::from_millis(500);
/// Longer than any storm lasts; nanoseconds.
const LONG: u64 = 120_000_000_000;

/// What a storm cost.
pub(super) struct Storm {
    /// How many joined.
    pub(super) joins: usize,
    /// From the first join until all were connected.
    pub(super) connected: Spent,
    /// From the first join until all had a picture, or it took too long.
    pub(super) pictured: Spent,
    /// How many had one.
    pub(super) pictures: usize,
    /// How many were sent the newest group of pictures.
    pub(super) replayed: u64,
    /// The slowest packet of the call before, in microseconds.
    pub(super) calm: u32,
    /// The slowest packet of the call during the storm, in microseconds.
    pub(super) slowest: u32,
    /// The part of the call's packets that arrived during the storm.
    pub(super) delivered: f64,
}

/// What passed and was used between two moments.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spent {
    /// Time.
    pub(super) wall: Duration,
    /// CPU of the media thread; in a [`Storm`] beyond that of the call.
    pub(super) media: Duration,
    /// CPU of the handshake threads.
    pub(super) handshakes: Duration,
    /// CPU of the clients.
    pub(super) clients: Duration,
}

/// CPU that was used until a moment.
struct Moment {
    at: Instant,
    media: Duration,
    handshakes: Duration,
    clients: Duration,
}

impl Moment {
    /// Now, with a server of this process id.
    fn now(server: u32) -> Self {
        Self {
            at: Instant::now(),
            media: process::cpu(server, "media-"),
            handshakes: process::cpu(server, "handshake-"),
            clients: process::cpu(std::process::id(), "clients"),
        }
    }

    fn since(&self, earlier: &Self) -> Spent {
        Spent {
            wall: self.at - earlier.at,
            media: self.media.saturating_sub(earlier.media),
            handshakes: self.handshakes.saturating_sub(earlier.handshakes),
            clients: self.clients.saturating_sub(earlier.clients),
        }
    }
}

impl Spent {
    /// Without what the media thread did for the call, which took so much alone.
    fn beyond(self, alone: Self) -> Self {
        let part = self.wall.as_secs_f64() / alone.wall.as_secs_f64().max(1e-9);
        Self {
            media: self.media.saturating_sub(alone.media.mul_f64(part)),
            ..self
        }
    }
}

/// Has so many join the call.
pub(super) fn run(joins: usize) -> Result<Storm> {
    let mut plane = Plane::start(1)?;
    let pid = plane.pid();
    let mut call = call(&mut plane)?;
    let before = Moment::now(pid);
    let calm = call.measure(CALM);
    let alone = Moment::now(pid).since(&before);
    let joiners = FIRST_JOINER..FIRST_JOINER + joins as u64;
    let prepared: Vec<Prepared> = joiners
        .clone()
        .map(|leg| Prepared::new(joiner(leg)))
        .collect::<Result<_>>()?;
    let mut joining = Session::new(Workers::start()?, pid, 1);
    joining.workers().send(Some(frame(RATE)));
    let replayed = groups_replayed(&mut plane)?;
    let from = time_of_day();
    call.workers().open(&(from..from + LONG));
    let begun = Moment::now(pid);
    for (leg, client) in joiners.zip(prepared) {
        let client = client.join(&mut plane)?;
        plane.show(leg, 0, PUBLISHER)?;
        joining.workers().add(client);
    }
    joining.connect(joins)?;
    let connected = Moment::now(pid).since(&begun).beyond(alone);
    let pictures = joining.pictures(joins);
    let pictured = Moment::now(pid).since(&begun).beyond(alone);
    pass(AFTER);
    call.workers().send(None);
    pass(LATE);
    let mut tally = call.workers().tally();
    Ok(Storm {
        joins,
        connected,
        pictured,
        pictures,
        replayed: groups_replayed(&mut plane)? - replayed,
        calm: calm.slowest,
        slowest: tally.quantile(1.0),
        delivered: tally.received as f64 / (tally.sent * WATCHERS as u64).max(1) as f64,
    })
}

/// Connects the call and lets it run until all of it is delivered.
fn call(plane: &mut Plane) -> Result<Session> {
    let mut call = Session::new(Workers::start()?, plane.pid(), WATCHERS);
    let speakers = SPEAKERS.map(|leg| (leg, Sends::Voice));
    for (leg, sends) in [(PUBLISHER, Sends::Camera)].into_iter().chain(speakers) {
        let client = plane.join(publisher(leg, sends))?;
        call.workers().lead(client);
    }
    for leg in (FIRST_WATCHER..).take(WATCHERS) {
        let client = plane.join(watcher(leg))?;
        plane.show(leg, 0, PUBLISHER)?;
        call.workers().add(client);
    }
    call.connect(1 + SPEAKERS.len() + WATCHERS)?;
    call.warm(RATE);
    Ok(call)
}

/// Groups of pictures that the server has sent to those who came just after their keyframe.
fn groups_replayed(plane: &mut Plane) -> Result<u64> {
    Ok(plane.counters()?.get("groups_replayed").copied().unwrap_or(0))
}

/// Somebody who sends and receives nothing, so that what he sends has the same receivers as what the others send.
fn publisher(leg: u64, sends: Sends) -> Who {
    Who {
        room: ROOM,
        leg,
        sends: Some(sends),
        audio_slots: 0,
        video_slots: 0,
        shown: 0,
    }
}

/// Somebody who is there before the storm.
fn watcher(leg: u64) -> Who {
    Who {
        room: ROOM,
        leg,
        sends: None,
        audio_slots: AUDIO_SLOTS,
        video_slots: VIDEO_SLOTS,
        shown: 1,
    }
}

/// Somebody who comes with the storm, some of them in a quiet room with a microphone that is on. He is not sent what the
/// others hear.
fn joiner(leg: u64) -> Who {
    Who {
        sends: leg.is_multiple_of(SOUND).then_some(Sends::Noise),
        audio_slots: 0,
        ..watcher(leg)
    }
}
