//! Which tiles the page shows, and where. Pure, so that every meeting can be laid out in a test.

use super::layout::{self, Rect, Size};
use super::state::{Layout, MeetingState};
use domain::EndpointId;
use signal::{Shown, SourceKind, SourceName};

/// How a tile stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// One of many.
    Grid,
    /// Large.
    Stage,
    /// Small, beside the stage.
    Film,
}

/// A tile in its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tile {
    /// What it shows: somebody's camera (or his initials) or his screen.
    pub source: SourceName,
    /// How it stands.
    pub role: Role,
    /// Where.
    pub place: Rect,
}

/// The tiles of the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Arrangement {
    /// The layout that is in force, which a shared screen may have chosen.
    pub layout: Layout,
    /// Tiles in a steady order.
    pub tiles: Vec<Tile>,
    /// The page of tiles that is shown, counted from 0.
    pub page: usize,
    /// Pages there are, at least 1.
    pub pages: usize,
}

fn source(endpoint: &EndpointId, kind: SourceKind) -> SourceName {
    SourceName {
        endpoint: endpoint.clone(),
        kind,
    }
}

/// The screens that others share, in the order of arrival.
#[must_use]
pub(crate) fn shared_screens(state: &MeetingState) -> Vec<SourceName> {
    state
        .people
        .iter()
        .filter(|person| !state.is_me(&person.endpoint) && person.live.contains(&SourceKind::Screen))
        .map(|person| source(&person.endpoint, SourceKind::Screen))
        .collect()
}

/// Every tile there could be: screens first, then oneself, then the others as they came.
fn all_tiles(state: &MeetingState) -> Vec<SourceName> {
    let mut tiles = shared_screens(state);
    if let Some(me) = &state.me {
        if state.own.screen.is_on() {
            tiles.push(source(me, SourceKind::Screen));
        }
        tiles.push(source(me, SourceKind::Camera));
    }
    tiles.extend(
        state
            .people
            .iter()
            .filter(|person| !state.is_me(&person.endpoint))
            .map(|person| source(&person.endpoint, SourceKind::Camera)),
    );
    tiles
}

/// Who is on stage if the layout has one: pinned by hand, else a shared screen, else who speaks.
fn on_stage(state: &MeetingState, all: &[SourceName]) -> Option<SourceName> {
    if let Some(pinned) = state.pinned.as_ref().filter(|pinned| all.contains(pinned)) {
        return Some(pinned.clone());
    }
    let screen = shared_screens(state)
        .into_iter()
        .rfind(|screen| !state.dismissed.contains(screen));
    if screen.is_some() || state.layout == Layout::Tiles {
        return screen;
    }
    let others = || {
        state
            .people
            .iter()
            .map(|person| &person.endpoint)
            .filter(|endpoint| !state.is_me(endpoint))
    };
    state
        .recent
        .iter()
        .find(|endpoint| others().any(|other| other == *endpoint))
        .or_else(|| others().next())
        .or(state.me.as_ref())
        .map(|endpoint| source(endpoint, SourceKind::Camera))
}

/// Lays the meeting out in an area.
#[must_use]
pub(crate) fn arrange(state: &MeetingState, area: Size) -> Arrangement {
    let all = all_tiles(state);
    match on_stage(state, &all) {
        Some(main) => stage(state, area, &all, main),
        None => grid(state, area, &all),
    }
}

fn grid(state: &MeetingState, area: Size, all: &[SourceName]) -> Arrangement {
    let capacity = layout::capacity(area);
    let pages = all.len().div_ceil(capacity).max(1);
    let page = state.page.min(pages - 1);
    let shown = &all[page * capacity..all.len().min((page + 1) * capacity)];
    Arrangement {
        layout: Layout::Tiles,
        tiles: shown
            .iter()
            .zip(layout::places(area, shown.len()))
            .map(|(source, place)| Tile {
                source: source.clone(),
                role: Role::Grid,
                place,
            })
            .collect(),
        page,
        pages,
    }
}

fn stage(state: &MeetingState, area: Size, all: &[SourceName], main: SourceName) -> Arrangement {
    let plan = layout::stage(area, all.len().saturating_sub(1));
    let mut film: Vec<&SourceName> = all.iter().filter(|source| **source != main).collect();
    // If the film is too short for everybody, who spoke lately stays; the order stays as it was.
    let rank = |source: &SourceName| {
        let spoke = state
            .recent
            .iter()
            .position(|endpoint| *endpoint == source.endpoint);
        (
            source.kind != SourceKind::Screen,
            !state.is_me(&source.endpoint),
            spoke.unwrap_or(usize::MAX),
        )
    };
    if film.len() > plan.film.len() {
        let mut ranked = film.clone();
        ranked.sort_by_key(|source| rank(source));
        ranked.truncate(plan.film.len());
        film.retain(|source| ranked.contains(source));
    }
    let place = if main.kind == SourceKind::Screen {
        plan.main
    } else {
        layout::for_camera(plan.main)
    };
    let mut tiles = vec![Tile {
        source: main,
        role: Role::Stage,
        place,
    }];
    tiles.extend(film.into_iter().zip(plan.film).map(|(source, place)| Tile {
        source: source.clone(),
        role: Role::Film,
        place,
    }));
    Arrangement {
        layout: Layout::Stage,
        tiles,
        page: 0,
        pages: 1,
    }
}

/// The pictures that the tiles need from the server, most important first.
#[must_use]
pub(crate) fn wanted(state: &MeetingState, arrangement: &Arrangement) -> Vec<Shown> {
    arrangement
        .tiles
        .iter()
        .filter(|tile| {
            !state.is_me(&tile.source.endpoint)
                && !state.direct.spares(&tile.source)
                && state
                    .person(&tile.source.endpoint)
                    .is_some_and(|person| person.live.contains(&tile.source.kind))
        })
        .map(|tile| Shown {
            source: tile.source.clone(),
            height: height(tile.place.height),
            on_stage: tile.role == Role::Stage,
        })
        .collect()
}

/// Whole pixels; a picture has at least one.
fn height(pixels: f64) -> u32 {
    pixels.round().clamp(1.0, 8192.0) as u32
}

#[cfg(test)]
mod tests;
