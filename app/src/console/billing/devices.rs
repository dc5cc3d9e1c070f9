//! Every device that counts in a billing cycle, in the order in which they first counted.

mod load;

use super::Simulated;
use crate::page::{Page, travels_whole_in};
use crate::ui::crumbs::Crumbs;
use crate::ui::empty::Empty;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::skeleton::Shape;
use crate::ui::table::Table;
use leptos_router::hooks::use_query_map;
use load::{DeviceList, DeviceRow, load_devices};

pub(crate) use load::short;

/// `/console/billing/devices?cycle=2026-03-08&after=…&device=…`.
pub(crate) struct DevicesRoute {
    devices: Resource<FormResult<DeviceList>>,
}

travels_whole_in!(invoice: DevicesRoute);

impl Page for DevicesRoute {
    fn data() -> Self {
        let query = use_query_map();
        let asked = move || {
            let of = |name: &str| query.read().get(name).unwrap_or_default();
            (of("cycle"), of("after"), of("device"))
        };
        Self {
            devices: Resource::new(asked, |(cycle, after, device)| load_devices(cycle, after, device)),
        }
    }

    fn view(self) -> AnyView {
        view! {
            <Crumbs above=vec![("/console/billing", "Billing")] here="Devices"/>
            <PageHeader
                title="Devices"
                sentence="Each browser that counts as an active user, with the meeting in which it first counted. A device counts once in a cycle."
            />
            <div class="stack-lg">
                <Simulated/>
                <Loaded data=self.devices shape=Shape::Table(10) render={|list: DeviceList| view! { <Devices list/> }.into_any()}/>
            </div>
        }
        .into_any()
    }
}

#[component]
fn Devices(list: DeviceList) -> impl IntoView {
    let DeviceList {
        period,
        before,
        following,
        rows,
        first,
        next,
    } = list;
    let table = if rows.is_empty() {
        view! {
            <Empty
                glyph=Glyph::Users title="No device counted"
                sentence="A device counts when it is in a meeting with at least one other."
            />
        }
        .into_any()
    } else {
        view! {
            <Table caption="Devices" stack=true>
                <thead>
                    <tr>
                        <th scope="col">"Device"</th>
                        <th scope="col">"First counted"</th>
                        <th scope="col">"Meeting"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </Table>
        }
        .into_any()
    };
    view! {
        <div class="stack">
            <div class="card-head">
                <h2>{period}</h2>
                <div class="actions">
                    {before.map(|href| view! { <ButtonLink href class="btn-sm" icon=Glyph::ArrowLeft>"Cycle before"</ButtonLink> })}
                    {following.map(|href| view! { <ButtonLink href class="btn-sm" icon=Glyph::ArrowRight>"Cycle after"</ButtonLink> })}
                </div>
            </div>
            {table}
            <nav class="pager" aria-label="Pages of devices">
                {first.map(|href| view! { <a href=href>"First page"</a> })}
                <span></span>
                {next.map(|href| view! { <a href=href>"Next page"</a> })}
            </nav>
        </div>
    }
    .into_any()
}

#[component]
fn Row(row: DeviceRow) -> impl IntoView {
    let DeviceRow { device, at, meeting } = row;
    let short = short(&device);
    let link = meeting.map_or_else(
        || view! { <td data-label="Meeting" class="soft">"No longer in the journal"</td> }.into_any(),
        |(room, session)| {
            let label = format!("Meeting in {room} in which {short} first counted");
            let href = format!("/console/billing/meetings/{session}");
            view! { <td data-label="Meeting"><a href=href aria-label=label>{room}</a></td> }.into_any()
        },
    );
    view! {
        <tr>
            <th scope="row"><code title=device>{short}</code></th>
            <td data-label="Counted" class="is-tight"><When moment=at/></td>
            {link}
        </tr>
    }
    .into_any()
}
