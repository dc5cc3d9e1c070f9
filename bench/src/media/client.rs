//! A str0m peer with a socket: a whole client of ICE, DTLS, SRTP and RTCP that answers with all the feedback
//! that a page gives, opens every packet and looks whether it is what was sent.

use std::io::{Error, Result};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpPacket;
use str0m::{Event, Input, Output, Rtc};

use super::clock::time_of_day;
use super::inbox::{self, BATCH, Inbox};
use super::mark::{Mark, Seen};
use super::sender::Sender;
use super::tally::Tally;

/// Bytes asked for as socket buffer.
const BUFFER: usize = 1 << 20;

/// One peer.
pub(super) struct Client {
    rtc: Rtc,
    socket: UdpSocket,
    local: SocketAddr,
    server: SocketAddr,
    sender: Option<Sender>,
    /// Payload type of pictures.
    vp8: u8,
    /// What came from each publisher.
    seen: Vec<(u32, Seen)>,
    /// When str0m wants to be called.
    due: Instant,
    connected: bool,
    /// A picture has come.
    shown: bool,
}

/// A socket for a client.
pub(super) fn socket(local: SocketAddr) -> Result<UdpSocket> {
    let socket = UdpSocket::bind(SocketAddr::new(local.ip(), 0))?;
    socket.set_nonblocking(true)?;
    inbox::stamp(&socket);
    // Only who administers the machine may exceed its limit; without it the limit is what there is.
    if rustix::net::sockopt::set_socket_recv_buffer_size_force(&socket, BUFFER).is_err() {
        rustix::net::sockopt::set_socket_recv_buffer_size(&socket, BUFFER)?;
    }
    Ok(socket)
}

impl Client {
    /// A peer that knows the other side and begins to connect; `vp8` is the payload type of pictures.
    pub(super) fn new(
        rtc: Rtc,
        socket: UdpSocket,
        server: SocketAddr,
        sender: Option<Sender>,
        vp8: u8,
    ) -> Result<Self> {
        socket.connect(server)?;
        Ok(Self {
            rtc,
            local: socket.local_addr()?,
            socket,
            server,
            sender,
            vp8,
            seen: Vec::new(),
            due: Instant::now(),
            connected: false,
            shown: false,
        })
    }

    /// Its socket.
    pub(super) fn socket(&self) -> &UdpSocket {
        &self.socket
    }

    /// When it has something to do at the latest.
    pub(super) fn due(&self, sends: bool) -> Instant {
        let sender = self.sender.as_ref().filter(|_| sends && self.connected);
        sender.map_or(self.due, |sender| sender.due().min(self.due))
    }

    /// Takes what came.
    pub(super) fn receive(&mut self, inbox: &mut Inbox, tally: &mut Tally) -> Result<()> {
        loop {
            let count = inbox.receive(&self.socket);
            let (now, time) = (Instant::now(), time_of_day());
            for at in 0..count {
                let (bytes, stamp) = inbox.datagram(at);
                let age = Duration::from_nanos(time.saturating_sub(stamp));
                let arrived = now.checked_sub(age).unwrap_or(now);
                let Ok(receive) = Receive::new(Protocol::Udp, self.server, self.local, bytes) else {
                    continue;
                };
                let input = Input::Receive(arrived, receive);
                self.rtc.handle_input(input).map_err(Error::other)?;
                self.drain(stamp, tally)?;
            }
            if count < BATCH {
                return Ok(());
            }
        }
    }

    /// Does what is due; `frame` is the time between two pictures, if it is to send.
    pub(super) fn turn(&mut self, frame: Option<Duration>, now: Instant, tally: &mut Tally) -> Result<()> {
        let sender = self.sender.as_mut().filter(|_| self.connected);
        let sent = sender
            .zip(frame)
            .is_some_and(|(sender, frame)| sender.turn(&mut self.rtc, frame, now, tally));
        if sent || now >= self.due {
            if sent {
                self.drain(0, tally)?;
            }
            self.rtc.handle_input(Input::Timeout(now)).map_err(Error::other)?;
            self.drain(0, tally)?;
        }
        Ok(())
    }

    fn drain(&mut self, stamp: u64, tally: &mut Tally) -> Result<()> {
        loop {
            match self.rtc.poll_output().map_err(Error::other)? {
                Output::Transmit(transmit) => {
                    // Lost like a datagram on the way, which is repeated where it matters.
                    let _ = self.socket.send(&transmit.contents);
                }
                Output::Event(Event::RtpPacket(packet)) => self.take(&packet, stamp, tally),
                Output::Event(Event::KeyframeRequest(_)) => {
                    if let Some(sender) = &mut self.sender {
                        sender.refresh();
                    }
                }
                Output::Event(Event::Connected) if !self.connected => {
                    self.connected = true;
                    tally.connected += 1;
                }
                Output::Event(_) => {}
                Output::Timeout(due) => {
                    self.due = due;
                    return Ok(());
                }
            }
        }
    }

    fn take(&mut self, packet: &RtpPacket, stamp: u64, tally: &mut Tally) {
        // A probe may be nothing but padding.
        if packet.payload.is_empty() {
            return;
        }
        let is_picture = *packet.header.payload_type == self.vp8;
        let Some(mark) = Mark::read(&packet.payload, is_picture) else {
            tally.wrong += 1;
            return;
        };
        if is_picture && !self.shown {
            self.shown = true;
            tally.shown += 1;
        }
        let known = self.seen.iter().position(|(source, _)| *source == mark.source);
        let at = known.unwrap_or_else(|| {
            self.seen.push((mark.source, Seen::default()));
            self.seen.len() - 1
        });
        if self.seen[at].1.insert(mark.number) {
            tally.receives(mark, stamp);
        } else {
            tally.twice += 1;
        }
    }
}
