//! Somebody who sends made-up pictures and sounds, and keeps what comes back.

use std::net::UdpSocket;
use std::sync::Arc;
use std::time::Instant;

use signal::SlotPlan;
use str0m::change::SdpAnswer;
use str0m::format::Codec;
use str0m::media::{Frequency, KeyframeRequestKind, MediaTime, Pt};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Event, Input, Output, Rtc};

use super::room::{receive, socket};
use crate::offer::{Lines, connection, offer};

/// A picture that came back.
pub(super) struct Picture {
    pub(super) keyframe: bool,
    pub(super) bytes: Arc<[u8]>,
}

/// A client without an echo.
pub(super) struct Speaker {
    rtc: Rtc,
    udp: UdpSocket,
    lines: Lines,
    count: u64,
    /// Pictures that it sent.
    pub(super) shown: Vec<Arc<[u8]>>,
    /// Keyframes that it was asked for.
    pub(super) asked: usize,
    answered: usize,
    pub(super) pictures: Vec<Picture>,
    /// The levels of the sounds that came.
    pub(super) sounds: Vec<Option<i8>>,
}

/// A VP8 frame of three packets (RFC 6386 §9.1), of 640 by 360 if it is a keyframe.
fn picture(number: u64, keyframe: bool) -> Arc<[u8]> {
    let mut bytes = match keyframe {
        true => vec![0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01],
        false => vec![0x11, 0, 0],
    };
    bytes.extend_from_slice(&number.to_be_bytes());
    bytes.resize(3_000, 7);
    bytes.into()
}

impl Speaker {
    /// Connects; `admit` answers its offer.
    pub(super) fn new(now: Instant, slots: SlotPlan, admit: impl FnOnce(&str) -> String) -> Self {
        let (mut rtc, udp) = (connection(now), socket());
        let local = udp.local_addr().unwrap();
        rtc.add_local_candidate(Candidate::host(local, Protocol::Udp).unwrap());
        let (lines, text, pending) = offer(&mut rtc, slots).unwrap();
        let answer = SdpAnswer::from_sdp_string(&admit(&text)).unwrap();
        rtc.sdp_api().accept_answer(pending, answer).unwrap();
        Self {
            rtc,
            udp,
            lines,
            count: 0,
            shown: Vec::new(),
            asked: 0,
            answered: 0,
            pictures: Vec::new(),
            sounds: Vec::new(),
        }
    }

    fn payload_type(&self, codec: Codec) -> Pt {
        let params = self.rtc.codec_config().params();
        params
            .iter()
            .find(|params| params.spec().codec == codec)
            .unwrap()
            .pt()
    }

    /// Sends 20 ms of sound and a picture; a keyframe when it was asked for one.
    pub(super) fn speak(&mut self, level: i8) {
        if !self.rtc.is_connected() {
            return;
        }
        let (now, number) = (Instant::now(), self.count);
        self.count += 1;
        let (opus, vp8) = (self.payload_type(Codec::Opus), self.payload_type(Codec::Vp8));
        let time = MediaTime::new(number * 960, Frequency::FORTY_EIGHT_KHZ);
        let microphone = self.rtc.writer(self.lines.microphone).unwrap();
        microphone
            .audio_level(level, true)
            .write(opus, now, time, vec![7; 60])
            .unwrap();
        let keyframe = std::mem::replace(&mut self.answered, self.asked) < self.asked;
        let bytes = picture(number, keyframe);
        self.shown.push(Arc::clone(&bytes));
        let time = MediaTime::from_90khz(number * 1800);
        let camera = self.rtc.writer(self.lines.camera).unwrap();
        camera.write(vp8, now, time, bytes).unwrap();
    }

    /// Asks for a keyframe of what is in the first receiver.
    pub(super) fn ask_for_keyframe(&mut self) {
        let mut receiver = self.rtc.writer(self.lines.pictures[0]).unwrap();
        receiver.request_keyframe(None, KeyframeRequestKind::Pli).unwrap();
    }

    /// Takes what came and sends what is to be sent.
    pub(super) fn turn(&mut self) {
        let mut buffer = [0; 2000];
        let destination = self.udp.local_addr().unwrap();
        while let Some((size, source)) = receive(&self.udp, &mut buffer) {
            let receive = Receive::new(Protocol::Udp, source, destination, &buffer[..size]).unwrap();
            self.rtc
                .handle_input(Input::Receive(Instant::now(), receive))
                .unwrap();
            self.drain();
        }
        self.rtc.handle_input(Input::Timeout(Instant::now())).unwrap();
        self.drain();
    }

    fn drain(&mut self) {
        loop {
            match self.rtc.poll_output().unwrap() {
                Output::Transmit(transmit) => {
                    let sent = self.udp.send_to(&transmit.contents, transmit.destination);
                    sent.unwrap();
                }
                Output::Event(Event::KeyframeRequest(_)) => self.asked += 1,
                Output::Event(Event::MediaData(data)) if self.lines.pictures.contains(&data.mid) => {
                    let keyframe = data.is_keyframe();
                    let bytes = data.data;
                    self.pictures.push(Picture { keyframe, bytes });
                }
                Output::Event(Event::MediaData(data)) => self.sounds.push(data.ext_vals.audio_level),
                Output::Event(_) => {}
                Output::Timeout(_) => return,
            }
        }
    }
}
