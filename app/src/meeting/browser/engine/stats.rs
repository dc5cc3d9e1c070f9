//! Looks at the connections, for the panel and for the server.

use super::Engine;
use crate::meeting::browser::stats::Carried;
use crate::meeting::browser::{engine, now, sleep, stats};
use crate::meeting::figures::Look;
use crate::meeting::state::{Link, MeetingState};
use domain::EndpointId;
use domain::connection::{Path, Stat};
use leptos::prelude::*;
use signal::{SourceKind, SourceName};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::RtcPeerConnection;

const PATHS: [Path; 2] = [Path::Server, Path::Direct];

impl Engine {
    /// Looks from time to time until the page goes away.
    pub(super) fn look_on(&self) {
        let (meeting, alive) = (self.meeting, Rc::clone(&self.alive));
        spawn_local(async move {
            while let Some(engine) = engine().filter(|_| alive.get()) {
                for path in PATHS {
                    let looked = engine.look(path).await;
                    if !alive.get() {
                        return;
                    }
                    let inside = meeting.state.with_untracked(MeetingState::in_meeting);
                    match looked.filter(|_| inside) {
                        Some(stats) => {
                            let at = now();
                            meeting.looks.update(|looks| looks.put(path, Look { at, stats }));
                            engine.tell_stats(path, false);
                        }
                        None => {
                            meeting.looks.try_maybe_update(|looks| (looks.forget(path), ()));
                        }
                    }
                }
                drop(engine);
                sleep(stats::EVERY).await;
            }
        });
    }

    async fn look(&self, path: Path) -> Option<Vec<Stat>> {
        let pc: RtcPeerConnection = match path {
            Path::Server => self.connection()?,
            Path::Direct => self.direct_connection()?,
        };
        let sources = self.meeting.state.with_untracked(|state| match path {
            Path::Server => self.sources(state),
            Path::Direct => Some(
                sources_of(state.direct.peer.as_ref()?)
                    .zip(sources_of(state.me.as_ref()?))
                    .map(|(comes, goes)| Carried {
                        comes: Some(comes),
                        goes: Some(goes),
                    })
                    .collect(),
            ),
        })?;
        let stats = stats::look(&pc, &sources).await?;
        (!stats.is_empty()).then_some(stats)
    }

    /// What each m-line of the connection to the media plane carries: one's own sources, then voices, then
    /// pictures.
    fn sources(&self, state: &MeetingState) -> Option<Vec<Carried>> {
        let slots = state.slots?;
        let goes = |source| Carried {
            goes: Some(source),
            comes: None,
        };
        let comes = |source: Option<SourceName>| Carried {
            comes: source,
            goes: None,
        };
        let mut sources: Vec<Carried> = sources_of(state.me.as_ref()?).map(goes).collect();
        sources.extend(state.voices.iter().take(slots.audio).cloned().map(comes));
        self.meeting.table.with_untracked(|table| {
            sources.extend((0..slots.video).map(|slot| comes(table.source_in(slot).cloned())));
        });
        Some(sources)
    }

    /// Tells the server of the newest look where it is time, or where there will be no other.
    pub(super) fn tell_stats(&self, path: Path, last: bool) {
        let (keep, up) = self
            .meeting
            .state
            .with_untracked(|state| (state.keep_stats, state.in_meeting() && state.link == Link::Up));
        let now = now();
        let due = if last {
            self.told_stats.may(path, now)
        } else {
            up && self.told_stats.is_due(path, now, keep)
        };
        if !due {
            return;
        }
        let message = self.meeting.looks.with_untracked(|looks| {
            let look = looks.newest(path)?;
            Some(self.told_stats.message(path, look, now, keep.is_some()))
        });
        if let Some(message) = message {
            self.send(&message);
        }
    }

    /// Before one leaves.
    pub(super) fn tell_last_stats(&self) {
        for path in PATHS {
            self.tell_stats(path, true);
        }
    }
}

/// A participant's sources in the order of the m-lines.
fn sources_of(endpoint: &EndpointId) -> impl Iterator<Item = SourceName> {
    SourceKind::ALL.into_iter().map(|kind| SourceName {
        endpoint: endpoint.clone(),
        kind,
    })
}
