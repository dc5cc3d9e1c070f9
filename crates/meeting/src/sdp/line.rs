//! One m-line of an offer.

use super::OfferError;
use super::offer::RID;
use rtc_sdp::MediaDescription;
use sfu::api::MAX_LAYERS;

/// Which way media flows, seen from whoever wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Both ways.
    SendRecv,
    /// From the writer.
    SendOnly,
    /// To the writer.
    RecvOnly,
    /// Not at all.
    Inactive,
}

impl Direction {
    /// As SDP writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    pub(super) const fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    pub(super) const fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }
}

/// What an m-line says, as far as it matters.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) media: String,
    pub(super) protocol: String,
    pub(super) formats: Vec<String>,
    pub(super) mid: String,
    pub(super) direction: Direction,
    pub(super) rtcp_mux: bool,
    pub(super) rtcp_rsize: bool,
    /// Id and address of each header extension.
    pub(super) extensions: Vec<(u8, String)>,
    /// Payload type and name with clock rate, lower-case: `vp8/90000`.
    pub(super) codecs: Vec<(u8, String)>,
    /// Payload type and what `a=fmtp` says of it.
    parameters: Vec<(u8, String)>,
    /// Payload type and what it retransmits.
    pub(super) repairs: Vec<(u8, u8)>,
    /// Payload type of redundant sound and the one of all its blocks (RFC 2198 §5).
    redundant: Vec<(u8, u8)>,
    /// Payload type and feedback kind.
    pub(super) feedback: Vec<(u8, String)>,
    pub(super) ssrc: Option<u32>,
    pub(super) rtx_ssrc: Option<u32>,
    /// Restriction identifiers that it may send (RFC 8851).
    rids: Vec<String>,
    /// Simulcast encodings in the order of the offer (RFC 8853 §5.1), the smallest first.
    simulcast: Vec<String>,
}

fn is_mid(text: &str) -> bool {
    (1..=16).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

/// `a=rtpmap:96 VP8/90000` and its like: a payload type and the rest.
fn numbered(value: &str) -> Option<(u8, &str)> {
    let (number, rest) = value.split_once(' ')?;
    Some((number.parse().ok().filter(|n| *n < 128)?, rest.trim()))
}

/// `111/111`: which payload type every block of redundant sound has; `None` if they differ.
fn blocks((number, parameters): (u8, &str)) -> Option<(u8, u8)> {
    let (first, others) = parameters.split_once('/')?;
    let block = first.parse().ok()?;
    others
        .split('/')
        .all(|other| other == first)
        .then_some((number, block))
}

impl Line {
    pub(super) fn read(index: usize, media: &MediaDescription) -> Result<Self, OfferError> {
        let mut line = Self {
            media: media.media_name.media.clone(),
            protocol: media.media_name.protos.join("/"),
            formats: media.media_name.formats.clone(),
            mid: String::new(),
            direction: Direction::SendRecv,
            rtcp_mux: false,
            rtcp_rsize: false,
            extensions: Vec::new(),
            codecs: Vec::new(),
            parameters: Vec::new(),
            repairs: Vec::new(),
            redundant: Vec::new(),
            feedback: Vec::new(),
            ssrc: None,
            rtx_ssrc: None,
            rids: Vec::new(),
            simulcast: Vec::new(),
        };
        for attribute in &media.attributes {
            line.attribute(&attribute.key, attribute.value.as_deref().unwrap_or_default());
        }
        if is_mid(&line.mid) {
            Ok(line)
        } else {
            Err(OfferError::Mid(index))
        }
    }

    fn attribute(&mut self, key: &str, value: &str) {
        match key {
            "mid" => value.clone_into(&mut self.mid),
            "sendrecv" => self.direction = Direction::SendRecv,
            "sendonly" => self.direction = Direction::SendOnly,
            "recvonly" => self.direction = Direction::RecvOnly,
            "inactive" => self.direction = Direction::Inactive,
            "rtcp-mux" => self.rtcp_mux = true,
            "rtcp-rsize" => self.rtcp_rsize = true,
            "extmap" => self.extension(value),
            "rtpmap" => {
                if let Some((number, name)) = numbered(value)
                    && self.codecs.iter().all(|(known, _)| *known != number)
                {
                    self.codecs.push((number, name.to_ascii_lowercase()));
                }
            }
            "fmtp" => {
                let repair = numbered(value).and_then(|(number, parameters)| {
                    let apt = parameters
                        .split(';')
                        .find_map(|one| one.trim().strip_prefix("apt="))?;
                    Some((number, apt.parse().ok()?))
                });
                self.repairs.extend(repair);
                self.redundant.extend(numbered(value).and_then(blocks));
                if let Some((number, text)) = numbered(value)
                    && self.parameters.iter().all(|(known, _)| *known != number)
                {
                    self.parameters.push((number, text.to_owned()));
                }
            }
            "rtcp-fb" => {
                if let Some((number, kind)) = numbered(value) {
                    self.feedback.push((number, kind.to_owned()));
                }
            }
            "ssrc-group" => {
                let mut words = value.split(' ');
                if words.next() == Some("FID") && self.rtx_ssrc.is_none() {
                    let mut next = || words.next().and_then(|word| word.parse().ok());
                    if let (Some(media), Some(repair)) = (next(), next()) {
                        self.ssrc = Some(media);
                        self.rtx_ssrc = Some(repair);
                    }
                }
            }
            "rid" => {
                let mut words = value.split(' ');
                if let (Some(rid), Some("send")) = (words.next(), words.next())
                    && is_mid(rid)
                {
                    self.rids.push(rid.to_owned());
                }
            }
            "simulcast" => {
                let mut words = value.split(' ').skip_while(|word| *word != "send").skip(1);
                let list = words.next().unwrap_or_default();
                // Of alternatives the first; a tilde marks an encoding that begins paused.
                let first = |stream: &str| {
                    let rid = stream.split(',').next()?.trim_start_matches('~');
                    is_mid(rid).then(|| rid.to_owned())
                };
                self.simulcast = list.split(';').filter_map(first).collect();
            }
            "ssrc" if self.ssrc.is_none() => {
                self.ssrc = value.split(' ').next().and_then(|word| word.parse().ok());
            }
            _ => {}
        }
    }

    /// `a=extmap:4/sendrecv urn:… attributes`; one-byte headers carry the ids 1 to 14 (RFC 8285 §4.2).
    fn extension(&mut self, value: &str) {
        let mut words = value.split(' ');
        let id = words.next().and_then(|word| word.split('/').next()?.parse().ok());
        if let (Some(id @ 1..=14), Some(uri)) = (id, words.next()) {
            self.extensions.push((id, uri.to_owned()));
        }
    }

    /// The simulcast encodings that we take: pictures whose rids are declared and can be told apart.
    pub(super) fn layers(&self) -> Vec<String> {
        if self.media != "video" || self.extension_id(RID).is_none() {
            return Vec::new();
        }
        let declared = self.simulcast.iter().filter(|rid| self.rids.contains(rid));
        let mut layers: Vec<String> = Vec::new();
        for rid in declared.take(MAX_LAYERS) {
            if !layers.contains(rid) {
                layers.push(rid.clone());
            }
        }
        layers
    }

    pub(super) fn extension_id(&self, uri: &str) -> Option<u8> {
        self.extensions
            .iter()
            .find(|(_, found)| found == uri)
            .map(|(id, _)| *id)
    }

    /// The payload types of a codec that the m-line really offers, as the page prefers them.
    pub(super) fn payload_types(&self, codec: &str) -> impl Iterator<Item = u8> {
        // There are no more payload types than that.
        let formats = self.formats.iter().take(128);
        let numbers = formats.filter_map(|format| format.parse().ok());
        numbers.filter(move |number| {
            let named = |(found, name): &(u8, String)| found == number && name.eq_ignore_ascii_case(codec);
            self.codecs.iter().any(named)
        })
    }

    /// What `a=fmtp` says of a payload type.
    pub(super) fn parameters(&self, payload_type: u8) -> &str {
        let found = self.parameters.iter().find(|(number, _)| *number == payload_type);
        found.map_or("", |(_, text)| text)
    }

    /// The payload type of retransmissions of another one.
    pub(super) fn repair_of(&self, payload_type: u8) -> Option<u8> {
        self.belongs_to(payload_type, &self.repairs, "rtx/90000")
    }

    /// The payload type of sound that repeats what packets of another one carried.
    pub(super) fn redundant_of(&self, payload_type: u8) -> Option<u8> {
        self.belongs_to(payload_type, &self.redundant, "red/48000/2")
    }

    /// The payload type of a codec that is offered for another payload type; `pairs` say which for which.
    fn belongs_to(&self, payload_type: u8, pairs: &[(u8, u8)], codec: &str) -> Option<u8> {
        let own = |number: &u8| self.codecs.iter().any(|(n, name)| n == number && name == codec);
        pairs
            .iter()
            .filter(|(number, of)| *of == payload_type && self.offers(*number))
            .map(|(number, _)| *number)
            .find(own)
    }

    pub(super) fn has_feedback(&self, payload_type: u8, kind: &str) -> bool {
        self.feedback
            .iter()
            .any(|(number, found)| *number == payload_type && found == kind)
    }

    fn offers(&self, payload_type: u8) -> bool {
        self.formats
            .iter()
            .any(|format| format.parse() == Ok(payload_type))
    }
}
