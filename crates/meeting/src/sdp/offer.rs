//! The page's offer.

use super::line::Line;
use super::{OfferError, codecs};
use crate::room::to_media;
use rtc_sdp::SessionDescription;
use sfu::api::{Extensions, LegFacts, LegKey, PayloadTypes, SendLine, SlotLine, VideoCodec};
use signal::{AUDIO_SLOTS, MAX_MESSAGE_BYTES, SourceKind, VIDEO_SLOTS};
use std::collections::BTreeSet;
use std::io::Cursor;

/// The most m-lines that are looked at.
const MAX_LINES: usize = 64;

/// The m-lines that the plan needs; further ones are answered with a refusal each.
pub(super) const PLANNED: usize = SourceKind::ALL.len() + AUDIO_SLOTS + VIDEO_SLOTS;

pub(super) const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
pub(super) const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
pub(super) const REPAIRED_RID: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
pub(super) const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
pub(super) const ABS_SEND_TIME: &str = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";
pub(super) const TRANSPORT_CC: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
pub(super) const DEPENDENCY: &str =
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension";

/// An offer that can be answered.
#[derive(Debug, Clone)]
pub struct Offer {
    pub(super) lines: Vec<Line>,
    pub(super) version: u64,
    pub(super) mixed_extensions: bool,
    ufrag: String,
    password: String,
    fingerprint: [u8; 32],
    payload_types: PayloadTypes,
    extensions: Extensions,
}

impl Offer {
    /// Reads an offer. Never panics, whatever the text is.
    ///
    /// # Errors
    /// The first thing that is missing or not as the plan has it.
    pub fn parse(text: &str) -> Result<Self, OfferError> {
        if text.len() > MAX_MESSAGE_BYTES {
            return Err(OfferError::TooLong(text.len()));
        }
        let count = text.lines().filter(|line| line.starts_with("m=")).count();
        if count > MAX_LINES {
            return Err(OfferError::TooManyLines(count));
        }
        let session = SessionDescription::unmarshal(&mut Cursor::new(text.as_bytes()))
            .map_err(|_| OfferError::NotSdp)?;
        let lines = session
            .media_descriptions
            .iter()
            .enumerate()
            .map(|(index, media)| Line::read(index, media))
            .collect::<Result<Vec<_>, _>>()?;
        check_layout(&lines)?;
        check_bundle(&session, &lines)?;
        let transport = Transport::read(&session)?;
        Ok(Self {
            payload_types: payload_types(&lines)?,
            extensions: extensions(&lines)?,
            version: session.origin.session_version,
            mixed_extensions: session.has_attribute("extmap-allow-mixed"),
            ufrag: transport.ufrag,
            password: transport.password,
            fingerprint: transport.fingerprint,
            lines,
        })
    }

    /// What the media plane needs to know. The SSRCs of the receivers follow from the leg, so they stay
    /// the same when the page offers again.
    #[must_use]
    pub fn facts(&self, leg: LegKey) -> LegFacts {
        let sends = SourceKind::ALL
            .into_iter()
            .zip(&self.lines)
            .map(|(kind, line)| SendLine {
                kind: to_media(kind),
                mid: line.mid.clone(),
                ssrc: line.ssrc,
                rtx_ssrc: line.rtx_ssrc,
                rids: line.layers(),
            })
            .collect();
        let pictures = self.payload_types.pictures;
        let repeats = VideoCodec::ALL
            .into_iter()
            .any(|codec| pictures.get(codec).is_some_and(|numbers| numbers.rtx.is_some()));
        let slot = |index: usize, line: &Line| {
            let ssrc = slot_ssrc(leg, index);
            let video = index >= AUDIO_SLOTS;
            SlotLine {
                mid: line.mid.clone(),
                ssrc,
                rtx_ssrc: (video && repeats).then_some(ssrc + 1),
            }
        };
        let mut slots: Vec<SlotLine> = self
            .lines
            .iter()
            .take(PLANNED)
            .skip(SourceKind::ALL.len())
            .enumerate()
            .map(|(index, line)| slot(index, line))
            .collect();
        let video_slots = slots.split_off(AUDIO_SLOTS.min(slots.len()));
        LegFacts {
            remote_ufrag: self.ufrag.clone(),
            remote_password: self.password.clone(),
            remote_fingerprint: self.fingerprint,
            extensions: self.extensions,
            payload_types: self.payload_types,
            sends,
            audio_slots: slots,
            video_slots,
        }
    }
}

/// 64 SSRCs a leg: two for each of the 28 receivers, and none of them is 0.
fn slot_ssrc(leg: LegKey, index: usize) -> u32 {
    let base = u32::try_from(leg.0 & 0x00ff_ffff).unwrap_or(0) << 6;
    (0x4000_0000 | base) + 2 * u32::try_from(index).unwrap_or(0)
}

fn check_layout(lines: &[Line]) -> Result<(), OfferError> {
    for index in 0..PLANNED {
        let (video, sending) = match SourceKind::ALL.get(index) {
            Some(kind) => (kind.is_video(), true),
            None => (index >= SourceKind::ALL.len() + AUDIO_SLOTS, false),
        };
        let media = if video { "video" } else { "audio" };
        let way = if sending { "sendonly" } else { "recvonly" };
        let wrong = |found: String| OfferError::Layout {
            index,
            expected: format!("{media} {way}"),
            found,
        };
        let line = lines.get(index).ok_or_else(|| wrong("missing".to_owned()))?;
        let right_way = if sending {
            !line.direction.receives() || line.direction.sends()
        } else {
            !line.direction.sends() || line.direction.receives()
        };
        if line.media != media || !right_way {
            let found: String = line.media.chars().take(20).collect();
            return Err(wrong(format!("{found} {}", line.direction.as_str())));
        }
        if !line.rtcp_mux {
            return Err(OfferError::RtcpMux(line.mid.clone()));
        }
    }
    Ok(())
}

fn check_bundle(session: &SessionDescription, lines: &[Line]) -> Result<(), OfferError> {
    let bundle: BTreeSet<&str> = session
        .attributes
        .iter()
        .filter(|attribute| attribute.key == "group")
        .filter_map(|attribute| attribute.value.as_deref()?.strip_prefix("BUNDLE "))
        .flat_map(|mids| mids.split(' '))
        .collect();
    let mut seen = BTreeSet::new();
    for line in lines {
        if !seen.insert(line.mid.as_str()) {
            return Err(OfferError::DuplicateMid(line.mid.clone()));
        }
    }
    match lines
        .iter()
        .take(PLANNED)
        .find(|line| !bundle.contains(line.mid.as_str()))
    {
        Some(line) => Err(OfferError::NotBundled(line.mid.clone())),
        None => Ok(()),
    }
}

/// ICE and DTLS of the page, from the first m-line (the bundle's own) or the session.
struct Transport {
    ufrag: String,
    password: String,
    fingerprint: [u8; 32],
}

impl Transport {
    fn read(session: &SessionDescription) -> Result<Self, OfferError> {
        let find = |key: &str, prefix: &str| -> Option<String> {
            session
                .media_descriptions
                .first()
                .into_iter()
                .flat_map(|media| &media.attributes)
                .chain(&session.attributes)
                .filter(|attribute| attribute.key == key)
                .filter_map(|attribute| attribute.value.as_deref())
                .find(|value| value.starts_with(prefix))
                .map(str::to_owned)
        };
        // RFC 8839 §5.4: 4 to 256 and 22 to 256 characters of letters, digits, plus and slash.
        let ice = |key: &str, least: usize| {
            find(key, "").filter(|text| {
                (least..=256).contains(&text.len())
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
            })
        };
        let setup = find("setup", "").unwrap_or_default();
        if setup != "actpass" && setup != "active" {
            return Err(OfferError::Setup);
        }
        Ok(Self {
            ufrag: ice("ice-ufrag", 4).ok_or(OfferError::Ice)?,
            password: ice("ice-pwd", 22).ok_or(OfferError::Ice)?,
            fingerprint: find("fingerprint", "sha-256 ")
                .and_then(|value| {
                    let hex: String = value["sha-256 ".len()..].trim().replace(':', "");
                    hex::decode(hex).ok()?.try_into().ok()
                })
                .ok_or(OfferError::Fingerprint)?,
        })
    }
}

fn payload_types(lines: &[Line]) -> Result<PayloadTypes, OfferError> {
    let mut sound = None;
    for line in lines.iter().take(PLANNED).filter(|line| line.media == "audio") {
        let opus = line.payload_types("opus/48000/2").next();
        let opus = opus.ok_or_else(|| OfferError::Codec {
            mid: line.mid.clone(),
            codec: "Opus",
        })?;
        let found = (opus, line.redundant_of(opus));
        if *sound.get_or_insert(found) != found {
            return Err(OfferError::Numbers(line.mid.clone()));
        }
    }
    let (opus, red) = sound.ok_or(OfferError::NotSdp)?;
    Ok(PayloadTypes {
        opus,
        red,
        pictures: codecs::pictures(lines)?,
    })
}

fn extensions(lines: &[Line]) -> Result<Extensions, OfferError> {
    let mut found = Extensions::default();
    for line in lines.iter().take(PLANNED) {
        for (place, uri) in [
            (&mut found.mid, MID),
            (&mut found.rid, RID),
            (&mut found.repaired_rid, REPAIRED_RID),
            (&mut found.audio_level, AUDIO_LEVEL),
            (&mut found.abs_send_time, ABS_SEND_TIME),
            (&mut found.transport_cc, TRANSPORT_CC),
            (&mut found.dependency_descriptor, DEPENDENCY),
        ] {
            if let Some(id) = line.extension_id(uri)
                && *place.get_or_insert(id) != id
            {
                return Err(OfferError::Numbers(line.mid.clone()));
            }
        }
    }
    let counted = |line: &Line| line.media == "audio" && line.extension_id(TRANSPORT_CC).is_some();
    found.sound_uncounted = !lines.iter().take(PLANNED).any(counted);
    Ok(found)
}
