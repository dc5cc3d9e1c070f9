//! The yardsticks: a loop that only encrypts and sends to fifty peers.

use std::io::{Error, Result};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use sfu::core::{KeyingMaterial, Outbox, Output, Profile, Sealer};

use super::drain::Drain;
use super::{FRAME, PAYLOAD, process};

const PEERS: usize = 50;

/// Sends frames to the peers for a while; with `segment` each frame is one message. Gives packets and CPU.
pub(super) fn run(segment: bool, time: Duration) -> Result<(u64, Duration)> {
    let local = SocketAddr::from(([127, 0, 0, 1], 0));
    let sockets: Vec<_> = (0..PEERS)
        .map(|_| UdpSocket::bind(local))
        .collect::<Result<_>>()?;
    let peers: Vec<_> = sockets.iter().map(UdpSocket::local_addr).collect::<Result<_>>()?;
    let drain = Drain::start(sockets)?;
    let socket = UdpSocket::bind(local)?;
    let thread = std::thread::Builder::new().name("bare".to_owned());
    let looping = thread.spawn(move || {
        let before = process::cpu(std::process::id(), "bare");
        let packets = send(&socket, &peers, segment, time);
        (packets, process::cpu(std::process::id(), "bare") - before)
    })?;
    let (packets, cpu) = looping.join().map_err(|_| Error::other("the loop ended early"))?;
    drain.finish();
    Ok((packets, cpu))
}

fn send(socket: &UdpSocket, peers: &[SocketAddr], segment: bool, time: Duration) -> u64 {
    let sealers: Vec<Sealer> = (0..peers.len()).filter_map(|n| sealer(n as u8)).collect();
    let (mut outbox, mut out) = (Outbox::new(socket, segment), Output::default());
    let payload = [7; PAYLOAD];
    let (mut index, end) = (0u64, Instant::now() + time);
    while Instant::now() < end {
        for (peer, sealer) in peers.iter().zip(&sealers) {
            for n in 0..FRAME {
                let start = out.bytes.len();
                out.bytes.extend_from_slice(&[0x80, 96]);
                out.bytes.extend_from_slice(&((index + n) as u16).to_be_bytes());
                out.bytes.extend_from_slice(&[0, 0, 0, 1, 0, 0, 0, 2]);
                out.bytes.extend_from_slice(&payload);
                sealer.seal_rtp(2, index + n, &mut out.bytes, start, 12);
                out.commit(start, (*peer).into());
            }
            if out.bytes.len() > 64 * 1024 {
                outbox.send(socket, &mut out);
            }
        }
        outbox.send(socket, &mut out);
        index += FRAME;
    }
    outbox.packets
}

fn sealer(seed: u8) -> Option<Sealer> {
    let bytes = vec![seed; Profile::AeadAes256Gcm.export_bytes()];
    Sealer::new(&KeyingMaterial::new(Profile::AeadAes256Gcm, bytes)?, false)
}
