//! Our answer to the page's offer (RFC 8829 §5.3, RFC 8839, RFC 8843).

use super::codecs::{self, Offered};
use super::line::{Direction, Line};
use super::offer::{
    ABS_SEND_TIME, AUDIO_LEVEL, DEPENDENCY, MID, Offer, PLANNED, REPAIRED_RID, RID, TRANSPORT_CC,
};
use sfu::api::{Candidate, LegFacts, LegKey, LegTransport, SlotLine, Transport, VideoCodec};
use signal::{AUDIO_SLOTS, SourceKind};
use std::fmt::Write;

/// Header extensions that we answer with, if the page offered them.
const EXTENSIONS: [&str; 4] = [AUDIO_LEVEL, ABS_SEND_TIME, TRANSPORT_CC, MID];

/// Those of simulcast, on the m-lines that have it.
const SIMULCAST_EXTENSIONS: [&str; 2] = [RID, REPAIRED_RID];

/// Feedback for pictures that we answer with, if the page offered it.
const VIDEO_FEEDBACK: [&str; 4] = ["transport-cc", "ccm fir", "nack", "nack pli"];

/// Feedback for voices.
const AUDIO_FEEDBACK: [&str; 1] = ["transport-cc"];

/// Writes the answer. The same offer, transport and leg give the same text.
#[must_use]
pub fn answer(offer: &Offer, transport: &LegTransport, facts: &LegFacts, leg: LegKey) -> String {
    let mut writer = Writer {
        text: String::with_capacity(48 * 1024),
        facts,
        transport,
    };
    writer.session(offer, leg);
    for (index, line) in offer.lines.iter().enumerate() {
        if index < PLANNED {
            writer.line(index, line);
        } else {
            writer.refused(line);
        }
    }
    writer.text
}

struct Writer<'a> {
    text: String,
    facts: &'a LegFacts,
    transport: &'a LegTransport,
}

impl Writer<'_> {
    fn put(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing into a String cannot fail.
        let _ = self.text.write_fmt(line);
        self.text.push_str("\r\n");
    }

    fn session(&mut self, offer: &Offer, leg: LegKey) {
        let mids: Vec<&str> = offer
            .lines
            .iter()
            .take(PLANNED)
            .map(|line| line.mid.as_str())
            .collect();
        self.put(format_args!("v=0"));
        self.put(format_args!("o=- {} {} IN IP4 0.0.0.0", leg.0, offer.version));
        self.put(format_args!("s=-"));
        self.put(format_args!("t=0 0"));
        self.put(format_args!("a=group:BUNDLE {}", mids.join(" ")));
        self.put(format_args!("a=ice-lite"));
        if offer.mixed_extensions {
            self.put(format_args!("a=extmap-allow-mixed"));
        }
        self.put(format_args!("a=msid-semantic: WMS *"));
    }

    fn line(&mut self, index: usize, line: &Line) {
        let slot = index.checked_sub(SourceKind::ALL.len());
        let numbers = self.facts.payload_types;
        let video = line.media == "video";
        // The page sends the first: sound that repeats what the packet before it carried.
        let pictures: Vec<Offered> = match video {
            true => codecs::taken(line, &numbers.pictures).collect(),
            false => Vec::new(),
        };
        let sound = [numbers.red, Some(numbers.opus)].into_iter().filter(|_| !video);
        let formats = pictures
            .iter()
            .flat_map(|offered| [Some(offered.media), offered.rtx]);
        let list: Vec<String> = formats
            .chain(sound)
            .flatten()
            .map(|number| number.to_string())
            .collect();
        self.put(format_args!(
            "m={} 9 {} {}",
            line.media,
            line.protocol,
            list.join(" ")
        ));
        self.put(format_args!("c=IN IP4 0.0.0.0"));
        self.put(format_args!("a=rtcp:9 IN IP4 0.0.0.0"));
        self.transport();
        self.put(format_args!("a=mid:{}", line.mid));
        let layers = line.layers();
        let simulcast = slot.is_none() && line.direction.sends() && !layers.is_empty();
        let more = SIMULCAST_EXTENSIONS.into_iter().filter(|_| simulcast);
        // Browsers that may send it leave out of VP8 what it says, too; only AV1 says it nowhere else.
        let described = slot.is_none() && pictures.iter().any(|offered| offered.codec == VideoCodec::Av1);
        let more = more.chain(Some(DEPENDENCY).filter(|_| described));
        for uri in EXTENSIONS.into_iter().chain(more) {
            if let Some(id) = line.extension_id(uri) {
                self.put(format_args!("a=extmap:{id} {uri}"));
            }
        }
        let direction = match (slot, line.direction) {
            (None, offered) if offered.sends() => Direction::RecvOnly,
            (Some(_), offered) if offered.receives() => Direction::SendOnly,
            _ => Direction::Inactive,
        };
        self.put(format_args!("a={}", direction.as_str()));
        let carried = (direction == Direction::SendOnly).then_some(slot).flatten();
        if let Some(slot) = carried {
            self.put(format_args!("a=msid:slot-{slot} slot-{slot}"));
        }
        self.put(format_args!("a=rtcp-mux"));
        if line.rtcp_rsize {
            self.put(format_args!("a=rtcp-rsize"));
        }
        if video {
            pictures.iter().for_each(|offered| self.picture(line, offered));
        } else {
            self.opus(line);
        }
        if simulcast {
            for rid in &layers {
                self.put(format_args!("a=rid:{rid} recv"));
            }
            self.put(format_args!("a=simulcast:recv {}", layers.join(";")));
        }
        if let Some(receiver) = carried.and_then(|slot| self.slot(slot)) {
            let SlotLine { ssrc, rtx_ssrc, .. } = *receiver;
            if let Some(rtx) = rtx_ssrc {
                self.put(format_args!("a=ssrc-group:FID {ssrc} {rtx}"));
            }
            for ssrc in [Some(ssrc), rtx_ssrc].into_iter().flatten() {
                self.put(format_args!("a=ssrc:{ssrc} cname:conclave"));
            }
        }
        if index == 0 {
            self.candidates();
        }
    }

    fn slot(&self, slot: usize) -> Option<&SlotLine> {
        match slot.checked_sub(AUDIO_SLOTS) {
            None => self.facts.audio_slots.get(slot),
            Some(video) => self.facts.video_slots.get(video),
        }
    }

    fn transport(&mut self) {
        let transport = self.transport;
        let fingerprint: Vec<String> = transport.fingerprint.iter().map(|b| format!("{b:02X}")).collect();
        self.put(format_args!("a=ice-ufrag:{}", transport.ufrag));
        self.put(format_args!("a=ice-pwd:{}", transport.password));
        self.put(format_args!("a=fingerprint:sha-256 {}", fingerprint.join(":")));
        self.put(format_args!("a=setup:passive"));
    }

    fn opus(&mut self, line: &Line) {
        let number = self.facts.payload_types.opus;
        if let Some(red) = self.facts.payload_types.red {
            self.put(format_args!("a=rtpmap:{red} red/48000/2"));
            self.put(format_args!("a=fmtp:{red} {number}/{number}"));
        }
        self.put(format_args!("a=rtpmap:{number} opus/48000/2"));
        self.feedback(line, number, &AUDIO_FEEDBACK);
        self.put(format_args!("a=fmtp:{number} minptime=10;useinbandfec=1"));
    }

    fn picture(&mut self, line: &Line, offered: &Offered) {
        let number = offered.media;
        self.put(format_args!("a=rtpmap:{number} {}", codecs::name(offered.codec)));
        self.feedback(line, number, &VIDEO_FEEDBACK);
        if let Some(parameters) = &offered.parameters {
            self.put(format_args!("a=fmtp:{number} {parameters}"));
        }
        if let Some(rtx) = offered.rtx {
            self.put(format_args!("a=rtpmap:{rtx} rtx/90000"));
            self.put(format_args!("a=fmtp:{rtx} apt={number}"));
        }
    }

    fn feedback(&mut self, line: &Line, number: u8, kinds: &[&str]) {
        for kind in kinds {
            if line.has_feedback(number, kind) {
                self.put(format_args!("a=rtcp-fb:{number} {kind}"));
            }
        }
    }

    /// The candidates, among those of one kind the first the most preferred.
    fn candidates(&mut self) {
        let transport = self.transport;
        for (index, candidate) in transport.candidates.iter().enumerate() {
            let (number, priority) = (index + 1, priority(candidate, index));
            let (ip, port) = (candidate.address.ip(), candidate.address.port());
            match (candidate.transport, candidate.base) {
                (Transport::Udp, None) => {
                    self.put(format_args!(
                        "a=candidate:{number} 1 udp {priority} {ip} {port} typ host"
                    ));
                }
                (Transport::Udp, Some(base)) => self.put(format_args!(
                    "a=candidate:{number} 1 udp {priority} {ip} {port} typ srflx raddr {} rport {}",
                    base.ip(),
                    base.port()
                )),
                // Server-reflexive ones cannot be reached without simultaneous open, which we do not do.
                (Transport::Tcp, _) => self.put(format_args!(
                    "a=candidate:{number} 1 tcp {priority} {ip} {port} typ host tcptype passive"
                )),
            }
        }
        self.put(format_args!("a=end-of-candidates"));
    }

    /// A further m-line: refused by port 0 (RFC 3264 §6).
    fn refused(&mut self, line: &Line) {
        let formats = if line.formats.is_empty() {
            "0".to_owned()
        } else {
            line.formats.join(" ")
        };
        self.put(format_args!("m={} 0 {} {formats}", line.media, line.protocol));
        self.put(format_args!("c=IN IP4 0.0.0.0"));
        self.put(format_args!("a=mid:{}", line.mid));
        self.put(format_args!("a=inactive"));
    }
}

/// RFC 8445 §5.1.2.1. Datagrams are better for media, so a connection has a lower type preference than a
/// server-reflexive address, and its local preference says who opens it (RFC 6544 §4.2).
fn priority(candidate: &Candidate, index: usize) -> u32 {
    let less = |most: u32| most - u32::try_from(index).unwrap_or(most).min(most);
    let (kind, local) = match (candidate.transport, candidate.base) {
        (Transport::Udp, None) => (126_u32, less(65_535)),
        (Transport::Udp, Some(_)) => (100, less(65_535)),
        (Transport::Tcp, _) => (90, (4 << 13) + less(8_191)),
    };
    (kind << 24) + (local << 8) + 255
}
