//! Which codecs a connection offers, and in which order.

use crate::meeting::encodings;
use js_sys::{Array, Function, Reflect};
use signal::VideoCodec;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::RtcRtpTransceiver;

/// Offers what the server forwards and no more, so that an offer with thirty m-lines stays short: pictures in
/// its four codecs, VP8 first, with their retransmissions; Opus with its redundancy. A browser that will not
/// have it offers what it likes.
pub(super) fn prefer(transceiver: &RtcRtpTransceiver, media: &str) {
    let Some(codecs) = capabilities(media) else {
        return;
    };
    let named = |name: &str| {
        let name = name.to_owned();
        codecs.iter().filter(move |codec| codec_name(codec) == name)
    };
    let chosen: Array = if media == "video" {
        let pictures = VideoCodec::ALL
            .into_iter()
            .flat_map(|wanted| codecs.iter().filter(move |codec| is(codec, wanted)));
        pictures.chain(named("rtx")).collect()
    } else {
        named("red").chain(named("opus")).collect()
    };
    set_preferences(transceiver, &chosen);
}

/// Whether this is the codec in the profile that the server forwards.
pub(super) fn is(codec: &JsValue, wanted: VideoCodec) -> bool {
    let text = |member: &str| {
        Reflect::get(codec, &member.into())
            .ok()
            .and_then(|value| value.as_string())
            .unwrap_or_default()
    };
    let format = text("sdpFmtpLine").to_lowercase();
    let fits = match wanted {
        VideoCodec::Vp8 => true,
        VideoCodec::Vp9 => !format.contains("profile-id=") || format.contains("profile-id=0"),
        VideoCodec::Av1 => !format.contains("profile=") || format.contains("profile=0"),
        VideoCodec::H264 => format.contains("packetization-mode=1") && format.contains("profile-level-id=42"),
    };
    fits && encodings::is(wanted, &text("mimeType"))
}

/// Offers every codec of the browser, these first.
pub(super) fn prefer_first(transceiver: &RtcRtpTransceiver, media: &str, favourites: &[String]) {
    let Some(codecs) = capabilities(media).filter(|_| media == "video" && !favourites.is_empty()) else {
        return;
    };
    let mut ordered: Vec<JsValue> = codecs.iter().collect();
    ordered.sort_by_key(|codec| {
        let name = codec_name(codec);
        favourites
            .iter()
            .position(|favourite| *favourite == name)
            .unwrap_or(favourites.len())
    });
    set_preferences(transceiver, &ordered.into_iter().collect());
}

/// The last part of a codec's MIME type, small.
fn codec_name(codec: &JsValue) -> String {
    Reflect::get(codec, &"mimeType".into())
        .ok()
        .and_then(|name| name.as_string())
        .and_then(|name| Some(name.rsplit('/').next()?.to_lowercase()))
        .unwrap_or_default()
}

fn set_preferences(transceiver: &RtcRtpTransceiver, codecs: &Array) {
    if codecs.length() == 0 {
        return;
    }
    if let Ok(set) = Reflect::get(transceiver, &"setCodecPreferences".into())
        && let Some(set) = set.dyn_ref::<Function>()
    {
        let _ = set.call1(transceiver, codecs);
    }
}

/// `RTCRtpReceiver.getCapabilities(media).codecs`
fn capabilities(media: &str) -> Option<Array> {
    let class = Reflect::get(&js_sys::global(), &"RTCRtpReceiver".into()).ok()?;
    let get: Function = Reflect::get(&class, &"getCapabilities".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let capabilities = get.call1(&class, &media.into()).ok()?;
    Reflect::get(&capabilities, &"codecs".into())
        .ok()?
        .dyn_into()
        .ok()
}
