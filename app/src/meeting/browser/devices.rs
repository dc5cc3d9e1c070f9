//! Asks the browser for cameras, microphones and screens.

use super::{exception, object};
use crate::meeting::devices::{Device, Devices, Problem};
use leptos::prelude::window;
use signal::SourceKind;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DisplayMediaStreamConstraints, MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

/// A source and the device that was chosen for it.
pub(super) type Wish = (SourceKind, Option<String>);

/// The browser's devices; a page without https has none.
pub(super) fn media_devices() -> Result<MediaDevices, Problem> {
    if !window().is_secure_context() {
        return Err(Problem::Insecure);
    }
    window()
        .navigator()
        .media_devices()
        .ok()
        .filter(|devices| devices.is_object())
        .ok_or(Problem::Other)
}

fn constraints(kind: SourceKind, device: Option<&str>) -> JsValue {
    let mut fields = Vec::new();
    if let Some(device) = device {
        fields.push(("deviceId", object(&[("exact", device.into())])));
    }
    let ideal = |value: u32| object(&[("ideal", value.into())]);
    if kind == SourceKind::Camera {
        fields.push(("width", ideal(1280)));
        fields.push(("height", ideal(720)));
        fields.push(("frameRate", object(&[("ideal", 30.into()), ("max", 30.into())])));
    } else {
        for name in ["echoCancellation", "noiseSuppression", "autoGainControl"] {
            fields.push((name, true.into()));
        }
    }
    object(&fields)
}

async fn user_media(wishes: &[Wish]) -> Result<MediaStream, JsValue> {
    let all = MediaStreamConstraints::new();
    for (kind, device) in wishes {
        let wanted = constraints(*kind, device.as_deref());
        if *kind == SourceKind::Camera {
            all.set_video(&wanted);
        } else {
            all.set_audio(&wanted);
        }
    }
    let devices = media_devices().map_err(|_| JsValue::NULL)?;
    let stream = JsFuture::from(devices.get_user_media_with_constraints(&all)?).await?;
    Ok(stream.unchecked_into())
}

/// The track of this kind in a stream.
fn track_of(stream: &MediaStream, video: bool) -> Option<MediaStreamTrack> {
    let tracks = if video {
        stream.get_video_tracks()
    } else {
        stream.get_audio_tracks()
    };
    tracks.get(0).dyn_into().ok()
}

/// Asks for microphone and camera at once, so that the browser asks the person once; if that fails,
/// one by one, to learn which of them fails and to get the other.
pub(super) async fn open(wishes: &[Wish]) -> Vec<(SourceKind, Result<MediaStreamTrack, Problem>)> {
    if let Err(problem) = media_devices() {
        return wishes.iter().map(|(kind, _)| (*kind, Err(problem))).collect();
    }
    if wishes.len() > 1
        && let Ok(stream) = user_media(wishes).await
    {
        return wishes
            .iter()
            .map(|(kind, _)| (*kind, track_of(&stream, kind.is_video()).ok_or(Problem::NotFound)))
            .collect();
    }
    let mut answers = Vec::new();
    for wish in wishes {
        answers.push((wish.0, open_one(wish).await));
    }
    answers
}

async fn open_one(wish: &Wish) -> Result<MediaStreamTrack, Problem> {
    let (kind, device) = wish;
    let mut answer = user_media(std::slice::from_ref(wish)).await;
    // The remembered device is gone: any other will do.
    if device.is_some()
        && answer
            .as_ref()
            .is_err_and(|error| Problem::from_exception(&exception(error)) == Problem::NotFound)
    {
        answer = user_media(&[(*kind, None)]).await;
    }
    let stream = answer.map_err(|error| Problem::from_exception(&exception(&error)))?;
    track_of(&stream, kind.is_video()).ok_or(Problem::NotFound)
}

/// Asks which screen to share; the picture and perhaps its sound, or nothing if the person thought
/// better of it.
pub(super) async fn open_screen() -> Result<(MediaStreamTrack, Option<MediaStreamTrack>), Option<Problem>> {
    let devices = media_devices().map_err(Some)?;
    let wish = DisplayMediaStreamConstraints::new();
    wish.set_video(&object(&[
        ("width", object(&[("max", 1920.into())])),
        ("height", object(&[("max", 1200.into())])),
        ("frameRate", object(&[("ideal", 15.into()), ("max", 30.into())])),
    ]));
    wish.set_audio_bool(true);
    let told = |error: JsValue| match exception(&error).as_str() {
        "NotAllowedError" | "AbortError" => None,
        name => Some(Problem::from_exception(name)),
    };
    let promise = devices.get_display_media_with_constraints(&wish).map_err(told)?;
    let stream: MediaStream = JsFuture::from(promise).await.map_err(told)?.unchecked_into();
    let picture = track_of(&stream, true).ok_or(Some(Problem::Other))?;
    // Sharp text matters more than smooth motion.
    let _ = js_sys::Reflect::set(&picture, &"contentHint".into(), &"detail".into());
    Ok((picture, track_of(&stream, false)))
}

/// Every device the browser tells of.
pub(super) async fn list() -> Option<Devices> {
    let devices = media_devices().ok()?;
    let list = JsFuture::from(devices.enumerate_devices().ok()?).await.ok()?;
    let list: js_sys::Array = list.dyn_into().ok()?;
    let mut all = Devices {
        fixed_speaker: !super::player::can_choose_speaker(),
        ..Devices::default()
    };
    for info in list
        .iter()
        .filter_map(|info| info.dyn_into::<MediaDeviceInfo>().ok())
    {
        let (menu, word) = match info.kind() {
            MediaDeviceKind::Videoinput => (&mut all.cameras, "Camera"),
            MediaDeviceKind::Audioinput => (&mut all.microphones, "Microphone"),
            MediaDeviceKind::Audiooutput if !all.fixed_speaker => (&mut all.speakers, "Speaker"),
            _ => continue,
        };
        // Before permission is given devices have neither id nor name.
        if info.device_id().is_empty() {
            continue;
        }
        let label = match info.label() {
            label if label.is_empty() => format!("{word} {}", menu.len() + 1),
            label => label,
        };
        menu.push(Device {
            id: info.device_id(),
            label,
        });
    }
    Some(all)
}
