//! The plans side by side, the present one marked.

use super::overview::PlanRow;
use crate::ui::prelude::*;

/// A card for each plan, and one for what is arranged with sales.
#[component]
pub(super) fn Cards(plans: Vec<PlanRow>, changeable: bool, sales: Option<String>) -> impl IntoView {
    let arranged = plans.iter().any(|plan| plan.by_hand);
    view! {
        <ul class="plans">
            {plans.into_iter().map(|plan| view! { <PlanCard plan changeable/> }).collect_view()}
            {(!arranged).then(|| view! { <Enterprise sales/> })}
        </ul>
    }
    .into_any()
}

#[component]
fn PlanCard(plan: PlanRow, changeable: bool) -> impl IntoView {
    let verb = if plan.rises { "Upgrade" } else { "Downgrade" };
    let (title, current) = (plan.title.clone(), plan.current);
    let foot = match (plan.current, plan.scheduled) {
        (true, _) => view! { <Badge tone=Tone::Good glyph=Glyph::Check text="Current plan"/> }.into_any(),
        (false, Some(on)) => {
            view! { <Badge tone=Tone::Warn glyph=Glyph::Calendar text=format!("From {on}")/> }.into_any()
        }
        (false, None) if !changeable || plan.by_hand => ().into_any(),
        (false, None) => {
            let look = if plan.rises && plan.recommended {
                Look::Primary
            } else {
                Look::Quiet
            };
            let href = format!("/console/plan/change?to={}", plan.key);
            view! { <ButtonLink href look class="btn-wide">{format!("{verb} to {}", plan.title)}</ButtonLink> }
                .into_any()
        }
    };
    view! {
        <li class="card plan" class:is-current=current>
            <div class="plan-head">
                <h2>{title}</h2>
                {plan.recommended.then(|| view! { <Badge tone=Tone::Info glyph=Glyph::CircleCheck text="Recommended"/> })}
            </div>
            <p class="plan-price"><b>{plan.price}</b>" per month"</p>
            <ul class="plan-facts">
                <li><b>{plan.included}</b>" monthly active users"</li>
                <li>
                    {format!("{} for each one beyond", plan.overage)}
                    {plan.free.then_some(", with a card on file")}
                </li>
            </ul>
            <div class="plan-foot">{foot}</div>
        </li>
    }
    .into_any()
}

#[component]
fn Enterprise(sales: Option<String>) -> impl IntoView {
    view! {
        <li class="card plan">
            <div class="plan-head"><h2>"Enterprise"</h2></div>
            <p class="plan-price"><b>"By agreement"</b></p>
            <ul class="plan-facts">
                <li>"As many active users as you need"</li>
                <li>"Prices that fall with their number"</li>
            </ul>
            <div class="plan-foot">
                {match sales {
                    Some(email) => view! {
                        <ButtonLink href=format!("mailto:{email}?subject=Enterprise%20plan") icon=Glyph::Mail class="btn-wide" external=true>
                            "Contact sales"
                        </ButtonLink>
                    }
                    .into_any(),
                    None => view! { <p class="soft">"Ask whoever runs this server for an offer."</p> }.into_any(),
                }}
            </div>
        </li>
    }
    .into_any()
}
