//! The peer connection of a participant who says back what comes to him: datagrams in, datagrams out, no socket.

use std::net::SocketAddr;
use std::time::Instant;

use signal::SlotPlan;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::media::{KeyframeRequestKind, MediaData, Mid};
use str0m::net::{Protocol, Receive, Transmit};
use str0m::rtp::RawPacket;
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc};

use crate::failure::Failure;
use crate::offer::{Lines, connection, offer};
use crate::reception::{Reading, Reception};
use crate::repairs::Repairs;

/// One peer connection with one offer.
pub(crate) struct Call {
    rtc: Rtc,
    local: SocketAddr,
    lines: Lines,
    pending: Option<SdpPendingOffer>,
    /// One a receiver of pictures.
    repairs: Vec<Repairs>,
    reception: Reception,
    ice: IceConnectionState,
    now: Instant,
    due: Instant,
    outbox: Vec<Transmit>,
}

impl Call {
    /// A connection from this address, and its offer.
    pub(crate) fn new(now: Instant, local: SocketAddr, slots: SlotPlan) -> Result<(Self, String), Failure> {
        let mut rtc = connection(now);
        rtc.add_local_candidate(Candidate::host(local, Protocol::Udp)?);
        let (lines, text, pending) = offer(&mut rtc, slots).ok_or(Failure::Offer)?;
        let call = Self {
            rtc,
            local,
            repairs: vec![Repairs::default(); lines.pictures.len()],
            lines,
            pending: Some(pending),
            reception: Reception::default(),
            ice: IceConnectionState::New,
            now,
            due: now,
            outbox: Vec::new(),
        };
        Ok((call, text))
    }

    /// Takes the server's answer, which names its addresses: they find each other by the checks of ICE from here on.
    pub(crate) fn answer(&mut self, now: Instant, sdp: &str) -> Result<(), Failure> {
        // The server answers again when it is offered again, which does not happen here.
        if let Some(pending) = self.pending.take() {
            let answer = SdpAnswer::from_sdp_string(sdp)?;
            self.rtc.sdp_api().accept_answer(pending, answer)?;
        }
        self.turn(now)
    }

    /// Takes a datagram.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        source: SocketAddr,
        datagram: &[u8],
    ) -> Result<(), Failure> {
        // What is neither STUN nor DTLS nor SRTP is somebody's mistake.
        let Ok(receive) = Receive::new(Protocol::Udp, source, self.local, datagram) else {
            return Ok(());
        };
        let input = Input::Receive(now, receive);
        if self.rtc.accepts(&input) {
            self.rtc.handle_input(input)?;
            self.drain(now)?;
        }
        self.turn(now)
    }

    /// Does what is due.
    pub(crate) fn turn(&mut self, now: Instant) -> Result<(), Failure> {
        self.rtc.handle_input(Input::Timeout(now))?;
        self.drain(now)
    }

    /// When there is something to do at the latest.
    pub(crate) const fn due(&self) -> Instant {
        self.due
    }

    /// What is to be sent.
    pub(crate) fn outgoing(&mut self) -> impl Iterator<Item = Transmit> {
        self.outbox.drain(..)
    }

    /// What came so far.
    pub(crate) fn read(&mut self, now: Instant) -> Reading {
        self.reception.read(now)
    }

    fn drain(&mut self, now: Instant) -> Result<(), Failure> {
        self.now = now;
        loop {
            match self.rtc.poll_output()? {
                Output::Transmit(transmit) => self.outbox.push(transmit),
                Output::Event(event) => self.take(event)?,
                Output::Timeout(due) => {
                    self.due = due;
                    break;
                }
            }
        }
        let state = match (self.ice, self.rtc.is_connected()) {
            _ if !self.rtc.is_alive() => "closed",
            (IceConnectionState::New, _) => "new",
            (IceConnectionState::Disconnected, _) => "disconnected",
            (_, true) => "connected",
            (_, false) => "connecting",
        };
        self.reception.state(state);
        Ok(())
    }

    fn take(&mut self, event: Event) -> Result<(), Failure> {
        match event {
            Event::IceConnectionStateChange(state) => self.ice = state,
            Event::RawPacket(packet) => self.count(&packet),
            Event::MediaData(data) => self.echo(data)?,
            // Who makes no pictures asks for one where they come from.
            Event::KeyframeRequest(asked) if asked.mid == self.lines.camera => {
                if let Some(mid) = self.lines.pictures.first().copied() {
                    self.ask_for_keyframe(mid);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Counts packets of media; retransmissions have payload types of their own.
    fn count(&mut self, packet: &RawPacket) {
        if let RawPacket::RtpRx(header, _) = packet {
            let mut types = self.rtc.codec_config().params().iter().map(|params| params.pt());
            if types.any(|number| number == header.payload_type) {
                self.reception.packets.take(*header.ssrc, header.sequence_number);
            }
        }
    }

    /// Counts what came, and sends on what the first receivers carry.
    fn echo(&mut self, data: MediaData) -> Result<(), Failure> {
        let place = |lines: &[Mid]| lines.iter().position(|mid| *mid == data.mid);
        if let Some(slot) = place(&self.lines.pictures) {
            if !self.repairs[slot].take(data.is_keyframe(), data.contiguous) {
                self.ask_for_keyframe(data.mid);
                return Ok(());
            }
            self.reception.picture(self.now);
            if slot == 0
                && let Some(camera) = self.rtc.writer(self.lines.camera)
            {
                camera.write(data.pt, data.network_time, data.time, data.data)?;
            }
        } else if let Some(slot) = place(&self.lines.voices) {
            let level = data.ext_vals.audio_level;
            self.reception.sound(level);
            if slot == 0
                && let Some(mut microphone) = self.rtc.writer(self.lines.microphone)
            {
                if let Some(level) = level {
                    let voice = data.ext_vals.voice_activity.unwrap_or(false);
                    microphone = microphone.audio_level(level, voice);
                }
                microphone.write(data.pt, data.network_time, data.time, data.data)?;
            }
        }
        Ok(())
    }

    /// Until the receiver has got a packet there is nobody to ask; the server asks by itself for the first picture.
    fn ask_for_keyframe(&mut self, mid: Mid) {
        if let Some(mut receiver) = self.rtc.writer(mid) {
            let _ = receiver.request_keyframe(None, KeyframeRequestKind::Pli);
        }
    }
}
