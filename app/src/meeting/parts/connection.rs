//! How the connections fare, for who wonders why it stutters, and for who is asked about it.

use super::panel::SidePanel;
use crate::meeting::direct::DirectStage;
use crate::meeting::figures::{Figures, Track, kilobits, lines, title};
use crate::meeting::handle::{Meeting, use_meeting};
use domain::EndpointId;
use domain::connection::Path;
use leptos::prelude::*;
use signal::SourceName;

/// The figures of the page's connections.
#[component]
pub(crate) fn Connection() -> impl IntoView {
    let meeting = use_meeting();
    let figures = move |path| meeting.looks.with(|looks| looks.figures(path));
    let server = Memo::new(move |_| figures(Path::Server));
    let direct = Memo::new(move |_| figures(Path::Direct));
    let partner = meeting.part(|state| {
        let up = matches!(state.direct.stage, DirectStage::Up | DirectStage::Leaving);
        let peer = state.direct.peer.as_ref().filter(|_| up)?;
        Some(state.name_of(peer))
    });
    view! {
        <SidePanel title="Connection" id="mt-connection" opener="settings">
            {move || match server.get() {
                None => view! { <p class="mt-quiet">"Nothing flows yet. Figures come with the first packets."</p> }.into_any(),
                Some(figures) => view! { <Way title="With the server".to_owned() figures/> }.into_any(),
            }}
            {move || partner.get().zip(direct.get()).map(|(name, figures)| {
                view! { <Way title=format!("Directly with {name}") figures/> }
            })}
            {move || sources(meeting, server.get(), direct.get())}
        </SidePanel>
    }
}

/// One connection as a whole.
#[component]
fn Way(title: String, figures: Figures) -> impl IntoView {
    let rate = |rate: Option<f64>| rate.map_or_else(|| "…".to_owned(), kilobits);
    let mut rows = Vec::new();
    if let Some(way) = figures.way {
        rows.push(("Way", way));
    }
    if let Some(round_trip) = figures.round_trip {
        rows.push(("There and back", format!("{round_trip:.0} ms")));
    }
    rows.push(("Sent", rate(figures.sent)));
    rows.push(("Received", rate(figures.received)));
    if let Some(room) = figures.room {
        rows.push(("Room to send", kilobits(room)));
    }
    view! {
        <section class="mt-figures">
            <h3>{title}</h3>
            <Rows rows/>
        </section>
    }
}

#[component]
fn Rows(rows: Vec<(&'static str, String)>) -> impl IntoView {
    let row = |(name, value)| view! { <div><dt>{name}</dt><dd class="num">{value}</dd></div> };
    view! { <dl>{rows.into_iter().map(row).collect_view()}</dl> }
}

/// Every source by its owner. What goes by both connections is told of the one that is seen or heard.
fn sources(meeting: Meeting, server: Option<Figures>, direct: Option<Figures>) -> impl IntoView {
    let straight = direct.is_some();
    let (people, taken) = meeting.state.with(|state| {
        let people: Vec<(EndpointId, String)> = state
            .people
            .iter()
            .map(|person| {
                let you = if state.is_me(&person.endpoint) {
                    " (you)"
                } else {
                    ""
                };
                (person.endpoint.clone(), format!("{}{you}", person.name))
            })
            .collect();
        (people, state.direct.clone())
    });
    let tracks: Vec<(SourceName, Track)> = [(true, direct), (false, server)]
        .into_iter()
        .flat_map(|(path, figures)| figures.into_iter().map(move |figures| (path, figures)))
        .flat_map(|(path, figures)| figures.tracks.into_iter().map(move |track| (path, track)))
        .filter_map(|(path, track)| {
            let source = track.source.clone()?;
            let seen = if track.outgoing {
                straight
            } else {
                taken.takes(&source)
            };
            (path == seen).then_some((source, track))
        })
        .collect();
    people
        .into_iter()
        .filter_map(|(endpoint, name)| {
            let his: Vec<_> = tracks
                .iter()
                .filter(|(source, _)| source.endpoint == endpoint)
                .map(|(source, track)| {
                    view! {
                        <h4>{title(source.kind)}</h4>
                        <Rows rows=lines(track)/>
                    }
                })
                .collect();
            (!his.is_empty()).then(|| {
                view! {
                    <section class="mt-figures">
                        <h3>{name}</h3>
                        {his}
                    </section>
                }
            })
        })
        .collect_view()
}
