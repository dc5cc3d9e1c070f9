//! One meeting, event by event, as the journal holds it.

mod load;

use super::Simulated;
use crate::page::{Page, travels_whole_in};
use crate::ui::crumbs::Crumbs;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::skeleton::Shape;
use crate::ui::table::Table;
use leptos_router::hooks::use_params_map;
use load::{EventRow, Meeting, load_meeting};

/// `/console/billing/meetings/:session`.
pub(crate) struct MeetingEventsRoute {
    meeting: Resource<FormResult<Meeting>>,
}

travels_whole_in!(invoice: MeetingEventsRoute);

impl Page for MeetingEventsRoute {
    fn data() -> Self {
        let params = use_params_map();
        let session = move || params.read().get("session").unwrap_or_default();
        Self {
            meeting: Resource::new(session, load_meeting),
        }
    }

    fn view(self) -> AnyView {
        view! {
            <Crumbs above=vec![("/console/billing", "Billing"), ("/console/billing/devices", "Devices")] here="Meeting"/>
            <PageHeader title="Meeting" sentence="Everything that the journal holds about this meeting, in order. Devices count in the marked events."/>
            <div class="stack-lg">
                <Simulated/>
                <Loaded data=self.meeting shape=Shape::Table(6) render={|meeting: Meeting| view! { <Events meeting/> }.into_any()}/>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Events(meeting: Meeting) -> impl IntoView {
    let Meeting {
        room,
        session,
        events,
    } = meeting;
    view! {
        <div class="stack-lg">
            <Card>
                <dl class="facts">
                    <dt>"Room"</dt>
                    <dd>{room}</dd>
                    <dt>"Meeting ID"</dt>
                    <dd><CopyId id=session what="meeting ID"/></dd>
                </dl>
            </Card>
            <Table caption="Events" stack=true>
                <thead>
                    <tr>
                        <th scope="col">"Time"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Device"</th>
                    </tr>
                </thead>
                <tbody>{events.into_iter().map(|event| view! { <Event event/> }).collect_view()}</tbody>
            </Table>
        </div>
    }
    .into_any()
}

#[component]
fn Event(event: EventRow) -> impl IntoView {
    let EventRow {
        at,
        what,
        who,
        devices,
        counts,
        stats,
    } = event;
    let file = format!("Connection statistics of {who} as rtcstats");
    view! {
        <tr>
            <td data-label="Time" class="is-tight"><When moment=at/></td>
            <td data-label="What">
                {what}
                {stats.map(|address| view! { " "<a href=address download="" aria-label=file>"rtcstats"</a> })}
                {counts.then(|| view! { " "<Badge tone=Tone::Info glyph=Glyph::Users text="Counts"/> })}
            </td>
            <td data-label="Who">{who}</td>
            <td data-label="Device">
                {devices.into_iter().map(|device| {
                    let short = super::devices::short(&device);
                    view! { <code title=device>{short}</code>" " }
                }).collect_view()}
            </td>
        </tr>
    }
    .into_any()
}
