//! Activity: who used the app in this billing cycle, what happened each day, and what goes on now.

mod figures;
mod live;

use crate::page::{Page, travels_in};
use crate::ui::chart::{Chart, Mark, amount};
use crate::ui::loaded::Loaded;
use crate::ui::meter::Meter;
use crate::ui::prelude::*;
use figures::{Activity, load_activity};
use leptos::leptos_dom::helpers::IntervalHandle;
use live::{LiveNow, live};
use std::time::Duration;

/// How old what is shown may get.
const FRESH: Duration = Duration::from_secs(10);

/// `/console/activity`.
pub(crate) struct ActivityRoute {
    activity: Resource<FormResult<Activity>>,
    live: Resource<FormResult<Vec<live::LiveRow>>>,
}

travels_in!(console: ActivityRoute);

impl Page for ActivityRoute {
    fn data() -> Self {
        Self {
            activity: Resource::new(|| (), |()| load_activity()),
            live: Resource::new(|| (), |()| live()),
        }
    }

    fn view(self) -> AnyView {
        let ActivityRoute { activity, live } = self;
        keep_fresh(activity, live);
        view! {
            <PageHeader title="Activity" sentence="Counted from the journal of your meetings; days are in UTC."/>
            <div class="stack-lg">
                <Loaded data=activity render={|activity: Activity| view! { <Figures activity/> }.into_any()}/>
                <LiveNow live/>
                <Definitions/>
            </div>
        }
        .into_any()
    }
}

/// Asks again every so often while the page is looked at.
fn keep_fresh(activity: Resource<FormResult<Activity>>, live: Resource<FormResult<Vec<live::LiveRow>>>) {
    let ticker = StoredValue::new(None::<IntervalHandle>);
    Effect::new(move |_| {
        let handle = set_interval_with_handle(
            move || {
                if !document().hidden() {
                    activity.refetch();
                    live.refetch();
                }
            },
            FRESH,
        );
        ticker.set_value(handle.ok());
    });
    on_cleanup(move || {
        if let Some(Some(ticker)) = ticker.try_get_value() {
            ticker.clear();
        }
    });
}

#[component]
fn Figures(activity: Activity) -> impl IntoView {
    let Activity {
        plan,
        cycle,
        ends,
        mau,
        fair,
        included,
        users,
        meetings,
        participants,
        minutes,
    } = activity;
    let total = |points: &[crate::ui::chart::Point]| points.iter().filter_map(|p| p.value).sum::<u64>();
    let sums = [total(&meetings), total(&participants), total(&minutes)];
    view! {
        <div class="split split-even">
            <Card title="Monthly active users" note=cycle>
                <div class="stack">
                    <div class="figure">
                        <b>{mau.to_string()}</b>
                        <span class="soft">{format!("of {included} in the {plan} plan")}</span>
                    </div>
                    <Meter used=mau allowance=included label="Monthly active users"/>
                    <p class="soft">{format!("The count begins again on {ends}.")}</p>
                </div>
            </Card>
            <Card title="Active users in this cycle">
                <Chart
                    title="Active users in this cycle" unit=("active user", "active users") points=users mark=Mark::Line
                    limit=(included, format!("{included} included"))
                />
            </Card>
        </div>
        <Fair fair/>
        <section class="section">
            <div class="card-head">
                <h2>"Last 30 days"</h2>
                <p class="card-note">"The dotted line is the 30 days before. Today is still counting."</p>
            </div>
            <div class="cards">
                <Card title="Meetings per day" note=amount(sums[0], ("meeting", "meetings"))>
                    <Chart title="Meetings per day" unit=("meeting", "meetings") points=meetings mark=Mark::Bars/>
                </Card>
                <Card title="Participants per day" note=amount(sums[1], ("participant", "participants"))>
                    <Chart title="Participants per day" unit=("participant", "participants") points=participants mark=Mark::Bars/>
                </Card>
                <Card title="Minutes per day" note=amount(sums[2], ("minute", "minutes"))>
                    <Chart title="Minutes per day" unit=("minute", "minutes") points=minutes mark=Mark::Bars/>
                </Card>
            </div>
        </section>
    }
    .into_any()
}

/// Both ways of counting side by side, and which of them is billed.
#[component]
fn Fair(fair: figures::FairCount) -> impl IntoView {
    let figures::FairCount {
        devices,
        people,
        by_person,
    } = fair;
    let difference = match devices.checked_sub(people) {
        Some(0) => "Both counts are the same: nobody used a second device.".to_owned(),
        Some(more) => {
            format!("Counted by people it would be {more} fewer: some used more than one browser or device.")
        }
        None => format!(
            "Counted by people it would be {} more: some shared a device.",
            people - devices
        ),
    };
    let billed = |is: bool| if is { "billed" } else { "not billed" };
    view! {
        <Card title="Fair count" note="The same cycle counted in two ways.">
            <div class="stack">
                <dl class="facts">
                    <dt>{format!("By device ({})", billed(!by_person))}</dt>
                    <dd>{devices.to_string()}</dd>
                    <dt>{format!("By user id of the token ({})", billed(by_person))}</dt>
                    <dd>{people.to_string()}</dd>
                </dl>
                <p class="soft">{difference}</p>
            </div>
        </Card>
    }
    .into_any()
}

#[component]
fn Definitions() -> impl IntoView {
    view! {
        <section class="section">
            <h2>"What is counted"</h2>
            <dl class="facts prose">
                <dt>"Active user"</dt>
                <dd>"A browser that was in a meeting with at least one other, counted once in a billing cycle. Who sits alone in a room does not count."</dd>
                <dt>"Meeting"</dt>
                <dd>"A room from the first join to the last leave, on the day it began."</dd>
                <dt>"Participant"</dt>
                <dd>"A join, on the day of the join; who joins twice is two."</dd>
                <dt>"Minute"</dt>
                <dd>"A minute that one participant spent in a meeting, counted when he leaves."</dd>
            </dl>
        </section>
    }
    .into_any()
}
