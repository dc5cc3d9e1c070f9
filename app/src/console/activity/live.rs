//! Meetings that go on now.

use crate::ui::empty::Empty;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::skeleton::Shape;
use crate::ui::table::Table;
use serde::{Deserialize, Serialize};

/// One meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LiveRow {
    room: String,
    since: Moment,
    participants: u64,
}

#[server(endpoint = "activity-live")]
pub(super) async fn live() -> FormResult<Vec<LiveRow>> {
    use crate::state;

    let (app, session) = state::member()?;
    let meetings = app.usage.live(&session.app).await.map_err(state::trouble)?;
    Ok(meetings
        .into_iter()
        .map(|m| LiveRow {
            room: m.room.to_string(),
            since: m.since.into(),
            participants: m.participants,
        })
        .collect())
}

/// The table, with a button that looks again.
#[component]
pub(super) fn LiveNow(live: Resource<FormResult<Vec<LiveRow>>>) -> impl IntoView {
    view! {
        <section class="section">
            <div class="card-head">
                <h2>"Live now"</h2>
                <Button class="btn-sm" icon=Glyph::Refresh on:click=move |_| live.refetch()>"Look again"</Button>
            </div>
            <Loaded data=live shape=Shape::Table(1) render={|rows: Vec<LiveRow>| {
                if rows.is_empty() {
                    view! {
                        <Empty glyph=Glyph::Users title="No meeting right now" sentence="A meeting appears here when its first participant joins.">
                            <ButtonLink href="/console/tokens">"Get a join link"</ButtonLink>
                        </Empty>
                    }
                    .into_any()
                } else {
                    view! {
                        <Table caption="Live meetings">
                            <thead>
                                <tr>
                                    <th scope="col">"Room"</th>
                                    <th scope="col">"Since"</th>
                                    <th scope="col" class="is-num">"Participants"</th>
                                </tr>
                            </thead>
                            <tbody>
                                {rows.into_iter().map(|row| view! {
                                    <tr>
                                        <th scope="row">{row.room}</th>
                                        <td class="is-tight"><When moment=row.since/></td>
                                        <td class="is-num">{row.participants.to_string()}</td>
                                    </tr>
                                }).collect_view()}
                            </tbody>
                        </Table>
                    }
                    .into_any()
                }
            }}/>
        </section>
    }
    .into_any()
}
