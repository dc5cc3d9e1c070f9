//! One's own microphone, camera and screen: what state they are in and what can go wrong.

use signal::SourceKind;

/// The state of one of one's own sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Source {
    /// Turned off.
    #[default]
    Off,
    /// Turned on, but the browser has not handed it over yet.
    Opening,
    /// Working.
    On,
    /// Turned on, but it did not work.
    Failed(Problem),
}

impl Source {
    /// Others can hear or see it.
    #[must_use]
    pub(crate) const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }

    /// It works or is about to.
    #[must_use]
    pub(crate) const fn is_wanted(self) -> bool {
        matches!(self, Self::On | Self::Opening)
    }
}

/// Why the browser does not hand over a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The person, an administrator or the embedding page has forbidden it.
    Blocked,
    /// There is no such device.
    NotFound,
    /// Another program has it.
    InUse,
    /// The page was not opened over https.
    Insecure,
    /// Anything else.
    Other,
}

impl Problem {
    /// From the name of the browser's exception (Media Capture and Streams §10.2).
    #[must_use]
    pub(crate) fn from_exception(name: &str) -> Self {
        match name {
            "NotAllowedError" | "SecurityError" | "PermissionDeniedError" => Self::Blocked,
            "NotFoundError" | "OverconstrainedError" | "DevicesNotFoundError" => Self::NotFound,
            "NotReadableError" | "AbortError" | "TrackStartError" => Self::InUse,
            _ => Self::Other,
        }
    }

    /// What happened and what to do, for this kind of source.
    #[must_use]
    pub(crate) const fn sentence(self, kind: SourceKind) -> &'static str {
        use SourceKind::{Camera, Microphone};
        match (self, kind) {
            (Self::Blocked, Microphone) => {
                "Your browser blocks the microphone. Allow it with the sign beside the address, then turn it on again."
            }
            (Self::Blocked, Camera) => {
                "Your browser blocks the camera. Allow it with the sign beside the address, then turn it on again."
            }
            (Self::NotFound, Microphone) => "No microphone was found. Plug one in, or join and listen.",
            (Self::NotFound, Camera) => "No camera was found. Plug one in, or join without it.",
            (Self::InUse, Microphone) => {
                "Another program uses the microphone. Close it there, then turn it on again."
            }
            (Self::InUse, Camera) => {
                "Another program uses the camera. Close it there, then turn it on again."
            }
            (Self::Insecure, Microphone | Camera) => {
                "Browsers hand over camera and microphone only to pages opened with https. You can join and watch."
            }
            (Self::Other, Microphone) => {
                "The microphone could not be started. Choose another one, or join and listen."
            }
            (Self::Other, Camera) => {
                "The camera could not be started. Choose another one, or join without it."
            }
            (_, SourceKind::Screen | SourceKind::ScreenAudio) => {
                "The screen could not be shared. Try again, or share a single window."
            }
        }
    }
}

impl Problem {
    /// What happened and what to do if it happened to microphone and camera alike.
    const fn sentence_of_both(self) -> Option<&'static str> {
        match self {
            Self::Blocked => Some(
                "Your browser blocks camera and microphone. Allow them with the sign beside the address, then turn them on again. You can also join without.",
            ),
            Self::NotFound => {
                Some("No camera and no microphone were found. Plug them in, or join and watch.")
            }
            Self::InUse => {
                Some("Another program uses camera and microphone. Close it, then turn them on again.")
            }
            Self::Insecure => Some(self.sentence(SourceKind::Camera)),
            Self::Other => None,
        }
    }
}

/// One's own sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Own {
    /// Microphone.
    pub microphone: Source,
    /// Camera.
    pub camera: Source,
    /// Shared screen.
    pub screen: Source,
    /// Whether the shared screen brings its sound.
    pub screen_audio: Source,
}

impl Own {
    /// The state of one source.
    #[must_use]
    pub(crate) const fn get(&self, kind: SourceKind) -> Source {
        match kind {
            SourceKind::Microphone => self.microphone,
            SourceKind::Camera => self.camera,
            SourceKind::Screen => self.screen,
            SourceKind::ScreenAudio => self.screen_audio,
        }
    }

    /// Changes the state of one source.
    pub(crate) const fn set(&mut self, kind: SourceKind, state: Source) {
        match kind {
            SourceKind::Microphone => self.microphone = state,
            SourceKind::Camera => self.camera = state,
            SourceKind::Screen => self.screen = state,
            SourceKind::ScreenAudio => self.screen_audio = state,
        }
    }

    /// What is wrong with microphone and camera, and what to do; one sentence if it is the same.
    #[must_use]
    pub(crate) fn troubles(&self) -> Vec<&'static str> {
        let both = match (self.microphone, self.camera) {
            (Source::Failed(one), Source::Failed(other)) if one == other => one.sentence_of_both(),
            _ => None,
        };
        if let Some(sentence) = both {
            return vec![sentence];
        }
        [SourceKind::Microphone, SourceKind::Camera]
            .into_iter()
            .filter_map(|kind| match self.get(kind) {
                Source::Failed(problem) => Some(problem.sentence(kind)),
                _ => None,
            })
            .collect()
    }

    /// What nobody hears or sees.
    #[must_use]
    pub(crate) fn muted(&self) -> Vec<SourceKind> {
        SourceKind::ALL
            .into_iter()
            .filter(|kind| !self.get(*kind).is_on())
            .collect()
    }
}

/// A kind of device that can be chosen from a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeviceKind {
    /// Cameras.
    Camera,
    /// Microphones.
    Microphone,
    /// Speakers and headphones, where the browser lets a page choose.
    Speaker,
}

/// One line of a device menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    /// The browser's id, empty before permission was given.
    pub id: String,
    /// Its name, made up if the browser does not tell.
    pub label: String,
}

/// What can be chosen, and what was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Devices {
    /// Cameras.
    pub cameras: Vec<Device>,
    /// Microphones.
    pub microphones: Vec<Device>,
    /// Speakers.
    pub speakers: Vec<Device>,
    /// The browser chooses the speaker itself and lets no page do it.
    pub fixed_speaker: bool,
    /// The chosen camera; none for the browser's choice.
    pub camera: Option<String>,
    /// The chosen microphone.
    pub microphone: Option<String>,
    /// The chosen speaker.
    pub speaker: Option<String>,
}

impl Devices {
    /// The menu of one kind.
    #[must_use]
    pub(crate) fn of(&self, kind: DeviceKind) -> &[Device] {
        match kind {
            DeviceKind::Camera => &self.cameras,
            DeviceKind::Microphone => &self.microphones,
            DeviceKind::Speaker => &self.speakers,
        }
    }

    /// What was chosen of one kind.
    #[must_use]
    pub(crate) fn chosen(&self, kind: DeviceKind) -> Option<&str> {
        match kind {
            DeviceKind::Camera => self.camera.as_deref(),
            DeviceKind::Microphone => self.microphone.as_deref(),
            DeviceKind::Speaker => self.speaker.as_deref(),
        }
    }

    /// Chooses; an empty id leaves it to the browser.
    pub(crate) fn choose(&mut self, kind: DeviceKind, id: &str) {
        let id = (!id.is_empty()).then(|| id.to_owned());
        match kind {
            DeviceKind::Camera => self.camera = id,
            DeviceKind::Microphone => self.microphone = id,
            DeviceKind::Speaker => self.speaker = id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exception_has_words() {
        for name in [
            "NotAllowedError",
            "NotFoundError",
            "NotReadableError",
            "TypeError",
        ] {
            for kind in SourceKind::ALL {
                assert!(Problem::from_exception(name).sentence(kind).ends_with('.'));
            }
        }
        assert_eq!(Problem::from_exception("NotAllowedError"), Problem::Blocked);
        assert_eq!(Problem::from_exception("NotReadableError"), Problem::InUse);
    }

    #[test]
    fn the_same_trouble_is_told_once() {
        let mut own = Own {
            microphone: Source::Failed(Problem::Blocked),
            camera: Source::Failed(Problem::Blocked),
            ..Own::default()
        };
        assert_eq!(own.troubles().len(), 1);
        own.camera = Source::Failed(Problem::NotFound);
        assert_eq!(own.troubles().len(), 2);
        own.microphone = Source::On;
        assert_eq!(own.troubles(), [Problem::NotFound.sentence(SourceKind::Camera)]);
    }

    #[test]
    fn what_is_not_on_is_muted() {
        let own = Own {
            microphone: Source::On,
            camera: Source::Opening,
            ..Own::default()
        };
        assert_eq!(
            own.muted(),
            [SourceKind::Camera, SourceKind::Screen, SourceKind::ScreenAudio]
        );
    }
}
