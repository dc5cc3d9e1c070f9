//! My plan: the plans to choose from, the present one, and a change that waits, with the way back.

mod cards;
pub(crate) mod change;
mod change_plan;
mod overview;
mod pending;
mod preview;
mod revert;
mod stay;

use crate::console::billing::Simulated;
use crate::page::{Page, travels_whole_in};
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::table::Table;
use cards::Cards;
use leptos_router::hooks::use_query_map;
use overview::{MyPlan, load_plan};
use pending::PendingChange;
use revert::RevertCancellation;
use stay::KeepPlan;

/// `/console/plan`; `?changed=…` after an upgrade.
pub(crate) struct PlanRoute {
    plan: Resource<FormResult<MyPlan>>,
    actions: Actions,
}

/// The ways back.
#[derive(Clone, Copy)]
struct Actions {
    keep: ServerAction<KeepPlan>,
    revert: ServerAction<RevertCancellation>,
}

travels_whole_in!(plan: PlanRoute);

impl Page for PlanRoute {
    fn data() -> Self {
        let actions = Actions {
            keep: ServerAction::new(),
            revert: ServerAction::new(),
        };
        let changes = move || (actions.keep.version().get(), actions.revert.version().get());
        Self {
            plan: Resource::new(changes, |_| load_plan()),
            actions,
        }
    }

    fn view(self) -> AnyView {
        let PlanRoute { plan, actions } = self;
        announce(actions);
        view! {
            <PageHeader title="My plan" sentence="What a month costs and how many active users it includes. Before any change you see the next invoice, line by line."/>
            <div class="stack-lg">
                <Simulated/>
                <Loaded data=plan render={move |plan: MyPlan| view! { <Plan plan actions/> }.into_any()}/>
            </div>
        }
        .into_any()
    }
}

/// Says what a press has done.
fn announce(actions: Actions) {
    let toasts = use_toasts();
    Effect::new(move |_| {
        if actions.keep.value().with(|v| matches!(v, Some(Ok(())))) {
            toasts.good("Your plan stays as it is.");
        }
    });
    Effect::new(move |_| {
        if actions.revert.value().with(|v| matches!(v, Some(Ok(())))) {
            toasts.good("The cancellation is reverted. Your subscription goes on.");
        }
    });
}

#[component]
fn Plan(plan: MyPlan, actions: Actions) -> impl IntoView {
    let MyPlan {
        app,
        plans,
        standing,
        pending,
        add_ons,
        sales,
    } = plan;
    let query = use_query_map();
    let changed = plans
        .iter()
        .find(|plan| {
            plan.current
                && query
                    .read_untracked()
                    .get("changed")
                    .is_some_and(|key| key == plan.key)
        })
        .map(|plan| plan.title.clone());
    let errors = [FormState::of(actions.keep), FormState::of(actions.revert)];
    let changeable = !pending.ends();
    view! {
        <div class="stack-lg">
            {changed.map(|title| view! {
                <Alert tone=Tone::Good title=format!("You are on {title} now")>
                    "Its active users are there from this moment on. What it costs is on the next invoice."
                </Alert>
            })}
            {errors.map(|state| view! { <FormAlert state/> }).collect_view()}
            <PendingChange pending app actions/>
            <p class="soft">{standing}</p>
            <Cards plans changeable sales/>
            <section class="section">
                <h2 id="add-ons">"Add-ons"</h2>
                <div class="stack-sm">
                    <p class="soft prose">"Billed by the minute on top of every plan, Dev included. They need a card on file."</p>
                    <Table caption="Prices of add-ons" stack=true>
                        <thead>
                            <tr>
                                <th scope="col">"Add-on"</th>
                                <th scope="col" class="is-num">"Price per minute"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {add_ons.into_iter().map(|(name, price)| view! {
                                <tr>
                                    <th scope="row">{name}</th>
                                    <td data-label="Per minute" class="is-num">{price}</td>
                                </tr>
                            }).collect_view()}
                        </tbody>
                    </Table>
                    <p class="soft">"Prices are without taxes."</p>
                </div>
            </section>
        </div>
    }
    .into_any()
}
