//! Tables, meters and charts.

use crate::ui::chart::{Chart, Mark, Point};
use crate::ui::meter::Meter;
use crate::ui::prelude::*;
use crate::ui::table::Table;

fn points(values: &[u64], known: usize) -> Vec<Point> {
    values
        .iter()
        .enumerate()
        .map(|(i, value)| Point {
            label: format!("{} Mar", i + 1),
            date: format!("2026-03-{:02}", i + 1),
            value: (i < known).then_some(*value),
            before: Some(value / 2 + 1),
        })
        .collect()
}

/// What the product shows.
#[component]
pub(super) fn Data(theme: &'static str) -> impl IntoView {
    let days = [3, 5, 2, 0, 0, 7, 9, 4, 6, 8, 1, 0, 5, 6, 9, 12, 7, 3, 2, 5];
    let rising = [
        1, 1, 2, 4, 4, 7, 9, 9, 12, 14, 14, 15, 18, 19, 19, 19, 20, 21, 22, 22,
    ];
    let moment = Moment {
        at: "2026-03-08T09:30:00Z".to_owned(),
        utc: "8 Mar 2026, 09:30 UTC".to_owned(),
    };
    view! {
        <section>
            <h2>"Data"</h2>
            <div class="stack-lg">
                <Table caption=format!("Keys, {theme}") stack=true>
                    <thead><tr><th scope="col">"Title"</th><th scope="col">"Key ID"</th><th scope="col">"Status"</th><th scope="col" class="is-num">"Meetings"</th><th scope="col">"Last used"</th></tr></thead>
                    <tbody>
                        {["Production", "Staging"].map(|title| view! {
                            <tr>
                                <th scope="row">{title}</th>
                                <td data-label="Key ID"><CopyId id="…/1a2b3c" what="kid"/></td>
                                <td data-label="Status"><Badge tone=Tone::Good glyph=Glyph::Check text="Enabled"/></td>
                                <td data-label="Meetings" class="is-num">"1,204"</td>
                                <td data-label="Last used"><When moment=moment.clone()/></td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </Table>
                <div class="cards">
                    <Card title="Little used"><Meter used=3 allowance=25 label=format!("Little, {theme}")/></Card>
                    <Card title="Nearly full"><Meter used=22 allowance=25 label=format!("Nearly, {theme}")/></Card>
                    <Card title="Full"><Meter used=25 allowance=25 label=format!("Full, {theme}")/></Card>
                </div>
                <div class="cards">
                    <Card title="Bars"><Chart title=format!("Meetings per day, {theme}") unit=("meeting", "meetings") points=points(&days, 20) mark=Mark::Bars/></Card>
                    <Card title="Line with a limit"><Chart title=format!("Active users, {theme}") unit=("active user", "active users") points=points(&rising, 16) mark=Mark::Line limit=(25, "25 included".to_owned())/></Card>
                    <Card title="Nothing yet"><Chart title=format!("Minutes, {theme}") unit=("minute", "minutes") points=points(&[0; 20], 20) mark=Mark::Bars/></Card>
                </div>
            </div>
        </section>
    }
    .into_any()
}
