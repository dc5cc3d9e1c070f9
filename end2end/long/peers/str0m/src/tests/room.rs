//! A room of the media plane with the participant and a speaker.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, UdpSocket};
use std::time::{Duration, Instant};

use meeting::sdp::{Offer, answer};
use sfu::api::{Command, LegKey, RoomKey, Source, SourceKind};
use sfu::{Config, Events, Sfu};
use signal::{AUDIO_SLOTS, SlotPlan, VIDEO_SLOTS};

use super::speaker::Speaker;
use crate::call::Call;
use crate::reception::Reading;

const ROOM: RoomKey = RoomKey(1);
const PARTICIPANT: LegKey = LegKey(1);
const SPEAKER: LegKey = LegKey(2);
const SLOTS: SlotPlan = SlotPlan {
    audio: AUDIO_SLOTS,
    video: VIDEO_SLOTS,
};
/// How often the speaker shows and says something.
const EVERY: Duration = Duration::from_millis(20);
/// Far longer than it takes.
const DEADLINE: Duration = Duration::from_secs(60);

/// All three.
pub(super) struct Room {
    sfu: Sfu,
    /// The media plane ends with its last listener.
    _events: Events,
    udp: UdpSocket,
    call: Call,
    pub(super) speaker: Speaker,
    spoke: Instant,
}

/// A socket on loopback that nobody waits at.
pub(super) fn socket() -> UdpSocket {
    let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    udp.set_nonblocking(true).unwrap();
    udp
}

/// What has come, if anything has.
pub(super) fn receive(udp: &UdpSocket, buffer: &mut [u8]) -> Option<(usize, std::net::SocketAddr)> {
    match udp.recv_from(buffer) {
        Ok(come) => Some(come),
        Err(error) if error.kind() == ErrorKind::WouldBlock => None,
        Err(error) => panic!("{error}"),
    }
}

/// Lets somebody in as the server does, and has him shown the other one in his first receiver.
fn admit(sfu: &Sfu, leg: LegKey, other: LegKey, offer: &str) -> String {
    let offer = Offer::parse(offer).unwrap();
    let (transport, facts) = (sfu.prepare(ROOM, leg), offer.facts(leg));
    let text = answer(&offer, &transport, &facts, leg);
    let room = ROOM;
    let add = Command::Add {
        room,
        leg,
        transport,
        facts,
    };
    sfu.command(add).unwrap();
    let kind = SourceKind::Camera;
    let show = Command::Show {
        leg,
        slot: 0,
        source: Some(Source { leg: other, kind }),
        height: 360,
        on_stage: false,
    };
    sfu.command(show).unwrap();
    text
}

impl Room {
    pub(super) fn open() -> Self {
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            shards: 1,
            ..Config::default()
        };
        let (sfu, events) = Sfu::start(&config).unwrap();
        let (now, udp) = (Instant::now(), socket());
        let (mut call, offer) = Call::new(now, udp.local_addr().unwrap(), SLOTS).unwrap();
        call.answer(now, &admit(&sfu, PARTICIPANT, SPEAKER, &offer))
            .unwrap();
        let speaker = Speaker::new(now, SLOTS, |offer| admit(&sfu, SPEAKER, PARTICIPANT, offer));
        Self {
            sfu,
            _events: events,
            udp,
            call,
            speaker,
            spoke: now,
        }
    }

    /// Lets the speaker speak this loud until something holds.
    pub(super) fn run(&mut self, level: i8, until: impl Fn(&Reading, &Speaker) -> bool) {
        let begun = Instant::now();
        let mut buffer = [0; 2000];
        while !until(&self.call.read(Instant::now()), &self.speaker) {
            let reading = self.call.read(Instant::now());
            assert!(begun.elapsed() < DEADLINE, "{reading:?} {:?}", self.sfu.stats());
            if self.spoke.elapsed() >= EVERY {
                self.spoke = Instant::now();
                self.speaker.speak(level);
            }
            self.speaker.turn();
            while let Some((size, source)) = receive(&self.udp, &mut buffer) {
                self.call
                    .receive(Instant::now(), source, &buffer[..size])
                    .unwrap();
            }
            self.call.turn(Instant::now()).unwrap();
            for datagram in self.call.outgoing() {
                self.udp
                    .send_to(&datagram.contents, datagram.destination)
                    .unwrap();
            }
            std::thread::yield_now();
        }
    }

    pub(super) fn read(&mut self) -> Reading {
        self.call.read(Instant::now())
    }
}
