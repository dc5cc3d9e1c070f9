//! Charts as SVG, the same on the server and in the browser: bars or a cumulative line, the previous
//! period as a thin line, few round labels, each value readable by pointer, keyboard and table.

mod csv;
mod scale;

use super::table::Table;
use leptos::prelude::*;
use scale::Scale;
use serde::{Deserialize, Serialize};

/// One day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Point {
    /// As people read it: "8 Mar".
    pub(crate) label: String,
    /// As machines read it: "2026-03-08".
    pub(crate) date: String,
    /// None for days still to come.
    pub(crate) value: Option<u64>,
    /// The same day of the period before.
    pub(crate) before: Option<u64>,
}

/// How values are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// One bar a day.
    Bars,
    /// A rising line.
    Line,
}

const LEFT: f64 = 34.0;
const TOP: f64 = 8.0;
const FOOT: f64 = 22.0;

impl Mark {
    /// Width and height in the units of the drawing, close to pixels where the chart usually stands.
    const fn size(self) -> (f64, f64) {
        match self {
            Self::Bars => (340.0, 140.0),
            Self::Line => (480.0, 180.0),
        }
    }
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

/// A chart of days with its readout, table view and CSV.
#[component]
pub(crate) fn Chart(
    /// What is counted: "Meetings per day".
    #[prop(into)]
    title: String,
    /// The unit in one and many: ("meeting", "meetings").
    unit: (&'static str, &'static str),
    points: Vec<Point>,
    mark: Mark,
    /// A line that must not be crossed, with its words.
    #[prop(optional)]
    limit: Option<(u64, String)>,
) -> impl IntoView {
    let (width, height) = mark.size();
    let count = points.len();
    let highest = points
        .iter()
        .flat_map(|p| [p.value, p.before])
        .flatten()
        .chain(limit.as_ref().map(|l| l.0))
        .max()
        .unwrap_or(0);
    let scale = Scale::up_to(highest);
    let last = points.iter().rposition(|p| p.value.is_some()).unwrap_or(0);
    let active = RwSignal::new(None::<usize>);
    let step = (width - LEFT) / f64::from(u32::try_from(count.max(1)).unwrap_or(1));
    let x = move |index: usize| LEFT + step * (f64::from(u32::try_from(index).unwrap_or(0)) + 0.5);
    let y = move |value: u64| TOP + (height - TOP - FOOT) * (1.0 - scale.share(value));
    let base = height - FOOT;
    let path = |pick: fn(&Point) -> Option<u64>| {
        points
            .iter()
            .enumerate()
            .filter_map(|(i, p)| pick(p).map(|v| (i, v)))
            .enumerate()
            .fold(String::new(), |mut d, (n, (i, v))| {
                d.push_str(if n == 0 { "M" } else { " L" });
                d.push_str(&format!("{:.1} {:.1}", x(i), y(v)));
                d
            })
    };
    // A period in which nothing happened needs no line.
    let before = if points.iter().any(|p| p.before.is_some_and(|v| v > 0)) {
        path(|p| p.before)
    } else {
        String::new()
    };
    let line = path(|p| p.value);
    let area = (mark == Mark::Line && !line.is_empty())
        .then(|| format!("{line} L{:.1} {base} L{:.1} {base} Z", x(last), x(0)));
    let reading = {
        let points = points.clone();
        move |index: usize| {
            points
                .get(index)
                .map_or_else(String::new, |p| match (p.value, p.before) {
                    (None, _) => format!("{}: still to come", p.label),
                    (Some(v), Some(b)) => format!("{}: {} (period before: {b})", p.label, amount(v, unit)),
                    (Some(v), None) => format!("{}: {}", p.label, amount(v, unit)),
                })
        }
    };
    let (spoken, shown) = (reading.clone(), reading);
    let on_key = move |event: web_sys::KeyboardEvent| {
        let at = active.get_untracked().unwrap_or(last);
        let to = match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => (at + 1).min(count.saturating_sub(1)),
            "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
            "Home" => 0,
            "End" => last,
            "Escape" => {
                active.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        active.set(Some(to));
    };
    let every = count.div_ceil(if mark == Mark::Bars { 4 } else { 5 }).max(1);
    let csv = csv::address(&points);
    let file = format!("{}.csv", title.to_lowercase().replace(' ', "-"));
    let tops: Vec<Option<f64>> = points.iter().map(|p| p.value.map(y)).collect();
    view! {
        <div class="chart">
            <p class="chart-read" aria-hidden="true">{move || shown(active.get().unwrap_or(last))}</p>
            <div
                class="chart-plot" role="slider" tabindex="0" aria-label=title.clone()
                aria-valuemin="0" aria-valuemax=count.saturating_sub(1).to_string()
                aria-valuenow=move || active.get().unwrap_or(last).to_string()
                aria-valuetext=move || spoken(active.get().unwrap_or(last))
                on:keydown=on_key
                on:focus=move |_| active.set(Some(active.get_untracked().unwrap_or(last)))
                on:blur=move |_| active.set(None)
                on:pointerleave=move |_| active.set(None)
            >
                <svg viewBox=format!("0 0 {width} {height}") aria-hidden="true">
                    {scale.marks().into_iter().map(|value| view! {
                        <line class=if value == 0 { "chart-zero" } else { "chart-grid" } x1=px(LEFT) x2=px(width) y1=px(y(value)) y2=px(y(value))></line>
                        <text class="chart-label" x=px(LEFT - 8.0) y=px(y(value) + 4.0) text-anchor="end">{value.to_string()}</text>
                    }).collect_view()}
                    {points.iter().enumerate().filter(|(i, _)| i % every == 0).map(|(i, p)| view! {
                        <text class="chart-label" x=px(x(i)) y=px(height - 4.0) text-anchor="middle">{p.label.clone()}</text>
                    }).collect_view()}
                    {area.map(|d| view! { <path class="chart-area" d=d></path> })}
                    {(mark == Mark::Bars).then(|| tops.iter().enumerate().filter_map(|(i, top)| top.map(|top| view! {
                        <rect
                            class="chart-bar" class:is-now=i == last class:is-active=move || active.get() == Some(i)
                            x=px(x(i) - step * 0.34) width=px(step * 0.68) y=px(top) height=px((base - top).max(0.0)) rx="2"
                        ></rect>
                    })).collect_view())}
                    {(!before.is_empty()).then(|| view! { <path class="chart-before" d=before></path> })}
                    {(mark == Mark::Line && !line.is_empty()).then(|| view! { <path class="chart-line" d=line></path> })}
                    {limit.map(|(value, words)| view! {
                        <line class="chart-limit" x1=px(LEFT) x2=px(width) y1=px(y(value)) y2=px(y(value))></line>
                        <text class="chart-label chart-limit-label" x=px(width) y=px(y(value) - 5.0) text-anchor="end">{words}</text>
                    })}
                    {(mark == Mark::Line).then_some(move || active.get().and_then(|i| tops.get(i).copied().flatten().map(|top| view! {
                        <line class="chart-cursor" x1=px(x(i)) x2=px(x(i)) y1=px(TOP) y2=px(base)></line>
                        <circle class="chart-dot" cx=px(x(i)) cy=px(top) r="4"></circle>
                    })))}
                    {(0..count).map(|i| view! {
                        <rect
                            class="chart-hit" x=px(LEFT + step * f64::from(u32::try_from(i).unwrap_or(0))) y="0"
                            width=px(step) height=px(base) on:pointerenter=move |_| active.set(Some(i))
                        ></rect>
                    }).collect_view()}
                </svg>
            </div>
            <div class="chart-foot">
                <details>
                    <summary>"Show as a table"</summary>
                    <Table caption=title>
                        <thead><tr><th scope="col">"Day"</th><th scope="col" class="is-num">"This period"</th><th scope="col" class="is-num">"Period before"</th></tr></thead>
                        <tbody>
                            {points.iter().map(|p| view! {
                                <tr>
                                    <td>{p.label.clone()}</td>
                                    <td class="is-num">{p.value.map_or_else(|| "–".to_owned(), |v| v.to_string())}</td>
                                    <td class="is-num">{p.before.map_or_else(|| "–".to_owned(), |v| v.to_string())}</td>
                                </tr>
                            }).collect_view()}
                        </tbody>
                    </Table>
                </details>
                <a href=csv download=file rel="external">"Download CSV"</a>
            </div>
        </div>
    }
    .into_any()
}

/// A number with its unit.
pub(crate) fn amount(value: u64, unit: (&str, &str)) -> String {
    format!("{value} {}", if value == 1 { unit.0 } else { unit.1 })
}
