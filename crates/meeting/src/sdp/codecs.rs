//! Which picture codecs of an offer are taken, and by which numbers.

use super::OfferError;
use super::line::Line;
use super::offer::PLANNED;
use sfu::api::{PictureType, PictureTypes, VideoCodec};
use signal::{AUDIO_SLOTS, SourceKind};

/// A picture codec on an m-line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offered {
    /// Which.
    pub(super) codec: VideoCodec,
    /// Its payload type.
    pub(super) media: u8,
    /// The payload type of its retransmissions.
    pub(super) rtx: Option<u8>,
    /// What `a=fmtp` says of it in the answer.
    pub(super) parameters: Option<String>,
}

/// As `a=rtpmap` writes a codec.
pub(super) const fn name(codec: VideoCodec) -> &'static str {
    match codec {
        VideoCodec::Vp8 => "VP8/90000",
        VideoCodec::Vp9 => "VP9/90000",
        VideoCodec::Av1 => "AV1/90000",
        VideoCodec::H264 => "H264/90000",
    }
}

/// The picture codecs that an m-line offers in the form that we forward, ours first in line.
fn offered(line: &Line) -> impl Iterator<Item = Offered> {
    VideoCodec::ALL.into_iter().filter_map(|codec| {
        let forms = line.payload_types(name(codec));
        let rated = forms.filter_map(|media| {
            let (rank, parameters) = form(codec, line.parameters(media))?;
            Some((rank, media, parameters))
        });
        // Of equals the first, as the page prefers it.
        let (_, media, parameters) = rated.min_by_key(|(rank, ..)| *rank)?;
        Some(Offered {
            codec,
            media,
            rtx: line.repair_of(media),
            parameters,
        })
    })
}

/// Whether we forward this form of a codec, and then how much we like it, the best being 0, and what the answer
/// says of it.
fn form(codec: VideoCodec, parameters: &str) -> Option<(u8, Option<String>)> {
    let value = |name: &str| {
        let pairs = parameters
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='));
        let mut named = pairs.filter(|(found, _)| found.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.trim())
    };
    let number = |name: &str, default: u8| value(name).map_or(Some(default), |value| value.parse().ok());
    match codec {
        VideoCodec::Vp8 => Some((0, None)),
        // RFC 9628 §6: without one it is profile 0.
        VideoCodec::Vp9 => (number("profile-id", 0)? == 0).then(|| (0, Some("profile-id=0".to_owned()))),
        // RTP Payload Format For AV1 §7.2.3: profile 0, level 5 and tier 0 unless it says otherwise.
        VideoCodec::Av1 => {
            let level = number("level-idx", 5)?;
            let main = number("profile", 0)? == 0 && number("tier", 0)? == 0;
            main.then(|| (0, Some(format!("level-idx={level};profile=0;tier=0"))))
        }
        VideoCodec::H264 => {
            if number("packetization-mode", 0)? != 1 {
                return None;
            }
            let profile = value("profile-level-id").unwrap_or("420010");
            let bytes: [u8; 3] = hex::decode(profile).ok()?.try_into().ok()?;
            let rank = baseline(bytes)?;
            let asymmetry = number("level-asymmetry-allowed", 0)?.min(1);
            let profile = hex::encode(bytes);
            Some((
                rank,
                Some(format!(
                    "level-asymmetry-allowed={asymmetry};packetization-mode=1;profile-level-id={profile}"
                )),
            ))
        }
    }
}

/// 0 for constrained baseline, 1 for baseline (RFC 6184 §8.1, table 5): every decoder of the latter takes the
/// former, too.
fn baseline([profile, constraints, _level]: [u8; 3]) -> Option<u8> {
    let set = |mask: u8, bits: u8| constraints & mask == bits;
    match profile {
        0x42 if set(0x4F, 0x40) => Some(0),
        0x4D if set(0x8F, 0x80) => Some(0),
        0x58 if set(0xCF, 0xC0) => Some(0),
        0x42 if set(0x4F, 0x00) => Some(1),
        0x58 if set(0xCF, 0x80) => Some(1),
        _ => None,
    }
}

/// The numbers of the codecs of pictures. VP8 has to be on every m-line, with the same numbers; another codec
/// counts as received if all receivers number it alike.
pub(super) fn pictures(lines: &[Line]) -> Result<PictureTypes, OfferError> {
    let lines = lines.iter().take(PLANNED).enumerate();
    let lines: Vec<(usize, &Line)> = lines.filter(|(_, line)| line.media == "video").collect();
    let mut types = PictureTypes::default();
    for (_, line) in &lines {
        for Offered {
            codec, media, rtx, ..
        } in offered(line)
        {
            let numbers = types.get(codec).unwrap_or(PictureType {
                media,
                rtx,
                received: true,
            });
            types = types.with(codec, numbers);
        }
    }
    for codec in VideoCodec::ALL {
        let Some(numbers) = types.get(codec) else { continue };
        let mut receivers = lines
            .iter()
            .filter(|(at, _)| *at >= SourceKind::ALL.len() + AUDIO_SLOTS);
        let received = receivers.all(|(_, line)| taken(line, &types).any(|offered| offered.codec == codec));
        types = types.with(codec, PictureType { received, ..numbers });
    }
    for (_, line) in &lines {
        if !offered(line).any(|offered| offered.codec == VideoCodec::Vp8) {
            return Err(OfferError::Codec {
                mid: line.mid.clone(),
                codec: "VP8",
            });
        }
        if !taken(line, &types).any(|offered| offered.codec == VideoCodec::Vp8) {
            return Err(OfferError::Numbers(line.mid.clone()));
        }
    }
    Ok(types)
}

/// What of an m-line's picture codecs is taken: those with the numbers that they have everywhere.
pub(super) fn taken(line: &Line, types: &PictureTypes) -> impl Iterator<Item = Offered> {
    let types = *types;
    offered(line).filter(move |offered| {
        types
            .get(offered.codec)
            .is_some_and(|numbers| (numbers.media, numbers.rtx) == (offered.media, offered.rtx))
    })
}
