//! Offers, views, mute states, and what the media plane reports.

use super::member::{Media, Member, codec_from_media, from_media};
use super::{Output, Room};
use crate::sdp::{self, Offer};
use domain::Timestamp;
use sfu::api::{self, Command, Event, LegKey};
use signal::{
    AudioSlot, ErrorCode, Level, ParticipantChange, ServerMessage, Shown, SourceKind, SourceName,
    VIDEO_SLOTS, View,
};

/// No screen is higher; larger numbers would only be mistakes.
const MAX_HEIGHT: u32 = 8_640;

impl Room {
    pub(super) fn offer(&mut self, out: &mut Vec<Output>, now: Timestamp, index: usize, text: &str) {
        let offer = match Offer::parse(text) {
            Ok(offer) => offer,
            Err(error) => {
                self.error(out, index, ErrorCode::BadOffer, &error.to_string());
                return;
            }
        };
        let shared = self.codecs();
        let facts = offer.facts(self.members[index].leg);
        let shown = facts.payload_types.pictures.received().map(codec_from_media);
        if !self.set_codecs(out, now, index, shown.collect()) {
            return;
        }
        let member = &mut self.members[index];
        let sdp = sdp::answer(&offer, &member.transport, &facts, member.leg);
        let first = member.media == Media::None;
        member.media = Media::Added;
        out.push(Output::Media(Command::Add {
            room: self.key,
            leg: member.leg,
            transport: member.transport.clone(),
            facts,
        }));
        for kind in SourceKind::ALL {
            out.push(Output::Media(Command::Mute {
                source: member.source(kind),
                muted: !member.live.has(kind),
            }));
        }
        let view = member.view.clone();
        for (slot, shown) in view.iter().enumerate().filter(|(_, shown)| shown.is_some()) {
            self.show(out, index, slot, shown.as_ref());
        }
        if first {
            self.show_newcomer(out, index);
        }
        self.send(out, index, ServerMessage::Answer { sdp });
        self.codecs_changed(out, &shared);
    }

    /// Some may have asked for his picture before the media plane knew him.
    fn show_newcomer(&self, out: &mut Vec<Output>, index: usize) {
        let endpoint = &self.members[index].person.endpoint;
        for viewer in (0..self.members.len()).filter(|viewer| *viewer != index) {
            for (slot, shown) in self.members[viewer].view.iter().enumerate() {
                if shown
                    .as_ref()
                    .is_some_and(|shown| shown.source.endpoint == *endpoint)
                {
                    self.show(out, viewer, slot, shown.as_ref());
                }
            }
        }
    }

    fn show(&self, out: &mut Vec<Output>, viewer: usize, slot: usize, shown: Option<&Shown>) {
        let viewer = &self.members[viewer];
        if viewer.media == Media::None {
            return;
        }
        let source = shown.and_then(|shown| {
            let of = self.index_of(&shown.source.endpoint)?;
            Some(self.members[of].source(shown.source.kind))
        });
        out.push(Output::Media(Command::Show {
            leg: viewer.leg,
            slot,
            source,
            height: shown.map_or(0, |shown| shown.height),
            on_stage: shown.is_some_and(|shown| shown.on_stage),
        }));
    }

    pub(super) fn view(&mut self, out: &mut Vec<Output>, index: usize, view: View) {
        let mut wanted = view.slots;
        if wanted.len() > VIDEO_SLOTS {
            let message = format!("There are {VIDEO_SLOTS} video receivers; ask for no more.");
            self.error(out, index, ErrorCode::Malformed, &message);
            return;
        }
        if wanted.iter().flatten().any(|shown| !shown.source.kind.is_video()) {
            let message = "Only cameras and screens can be shown.";
            self.error(out, index, ErrorCode::Malformed, message);
            return;
        }
        let mut missing = None;
        for entry in &mut wanted {
            if let Some(shown) = entry {
                shown.height = shown.height.min(MAX_HEIGHT);
                if self.index_of(&shown.source.endpoint).is_none() {
                    missing = Some(shown.source.clone());
                    *entry = None;
                }
            }
        }
        // Somebody may just have left: the rest of the view counts all the same.
        if let Some(source) = missing {
            let message = format!("The source {source} is not in the meeting any more.");
            self.error(out, index, ErrorCode::NotFound, &message);
        }
        let before = std::mem::replace(&mut self.members[index].view, wanted.clone());
        for slot in 0..before.len().max(wanted.len()) {
            let old = before.get(slot).and_then(Option::as_ref);
            let new = wanted.get(slot).and_then(Option::as_ref);
            if old != new {
                self.show(out, index, slot, new);
            }
        }
    }

    /// One's own source, as far as the token allows it (contract §2.2). Muting is always taken: nobody may
    /// be heard who does not want to be. As each mute needs an unmute before it, that one pays for both.
    pub(super) fn mute_own(
        &mut self,
        out: &mut Vec<Output>,
        now: Timestamp,
        index: usize,
        kind: SourceKind,
        muted: bool,
    ) {
        let screen = matches!(kind, SourceKind::Screen | SourceKind::ScreenAudio);
        if !muted && screen && !self.members[index].features.allows("screen-sharing") {
            let message = "Your invitation does not let you share a screen: its token sets the feature screen-sharing to false.";
            self.error(out, index, ErrorCode::NotAllowed, message);
            return;
        }
        if !muted && !self.members[index].live.has(kind) && !self.may_change(out, now, index) {
            // The page believes the source to be on; this message turns it off.
            let by = self.members[index].person.endpoint.clone();
            self.send(out, index, ServerMessage::MutedByModerator { source: kind, by });
            return;
        }
        self.set_live(out, index, kind, !muted, None);
    }

    /// Turns a source on or off for everybody; `except` need not be told.
    pub(super) fn set_live(
        &mut self,
        out: &mut Vec<Output>,
        index: usize,
        kind: SourceKind,
        on: bool,
        except: Option<usize>,
    ) {
        let member = &mut self.members[index];
        if member.live.has(kind) == on {
            return;
        }
        member.live.set(kind, on);
        if member.media != Media::None {
            out.push(Output::Media(Command::Mute {
                source: member.source(kind),
                muted: !on,
            }));
        }
        let change = ParticipantChange {
            live: Some(member.live.list()),
            ..ParticipantChange::default()
        };
        let endpoint = member.person.endpoint.clone();
        self.broadcast(
            out,
            except,
            ServerMessage::ParticipantChanged { endpoint, change },
        );
    }

    pub(super) fn media_event(&mut self, out: &mut Vec<Output>, event: &Event) {
        match event {
            Event::Connected { leg } => self.media_state(out, *leg, Media::Up),
            Event::Disconnected { leg, .. } => self.media_state(out, *leg, Media::Added),
            Event::SourceStarted { .. } => {}
            Event::Demand { source, layers } => {
                if let Some(index) = self.index_of_leg(source.leg) {
                    let (source, layers) = (from_media(source.kind), *layers);
                    self.members[index].layers[source as usize] = Some(layers);
                    self.send(out, index, ServerMessage::Layers { source, layers });
                }
            }
            Event::Speakers {
                room,
                dominant,
                levels,
            } if *room == self.key => self.speakers(out, *dominant, levels),
            Event::Speakers { .. } => {}
            Event::AudioSlot { leg, slot, source } => self.voice(out, *leg, *slot, *source),
        }
    }

    fn media_state(&mut self, out: &mut Vec<Output>, leg: LegKey, state: Media) {
        if let Some(index) = self.index_of_leg(leg)
            && self.members[index].media != Media::None
        {
            self.members[index].media = state;
            let connected = state == Media::Up;
            self.send(out, index, ServerMessage::Media { connected });
        }
    }

    fn endpoint_of(&self, leg: LegKey) -> Option<&Member> {
        self.index_of_leg(leg).map(|index| &self.members[index])
    }

    fn speakers(&mut self, out: &mut Vec<Output>, dominant: Option<LegKey>, levels: &[(LegKey, u8)]) {
        let dominant = dominant
            .and_then(|leg| self.endpoint_of(leg))
            .map(|member| member.person.endpoint.clone());
        let levels = levels
            .iter()
            .filter_map(|(leg, level)| {
                Some(Level {
                    endpoint: self.endpoint_of(*leg)?.person.endpoint.clone(),
                    level: *level,
                })
            })
            .collect();
        self.dominant.clone_from(&dominant);
        self.broadcast(out, None, ServerMessage::Speakers { dominant, levels });
    }

    fn voice(&mut self, out: &mut Vec<Output>, leg: LegKey, slot: usize, source: Option<api::Source>) {
        let Some(index) = self.index_of_leg(leg) else {
            return;
        };
        let source = source.and_then(|source| {
            Some(SourceName {
                endpoint: self.endpoint_of(source.leg)?.person.endpoint.clone(),
                kind: from_media(source.kind),
            })
        });
        let Some(place) = self.members[index].voices.get_mut(slot) else {
            return;
        };
        place.clone_from(&source);
        self.send(out, index, ServerMessage::AudioSlot(AudioSlot { slot, source }));
    }
}
