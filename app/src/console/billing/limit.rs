//! The spending limit, and when mails go out.

use super::overview::LimitView;
use super::set_limit::SetLimit;
use crate::ui::meter::Meter;
use crate::ui::prelude::*;

/// The form.
#[component]
pub(super) fn Limit(app: String, limit: LimitView, set: ServerAction<SetLimit>) -> impl IntoView {
    let LimitView {
        typed,
        currency,
        spent,
        meter,
    } = limit;
    let state = FormState::of(set);
    let kept = state.kept("cap");
    view! {
        <Card title="Limits and alerts">
            <div class="stack">
                <p class="soft">
                    {format!("Overage and add-ons of this cycle cost {spent} so far. Mails go out when 50, 80 and 100 % of the included users have been active.")}
                </p>
                {meter.map(|(used, allowance)| view! { <Meter used allowance label="Spending limit, in cents"/> })}
                <ActionForm action=set attr:novalidate="">
                    <div class="form">
                        <FormAlert state/>
                        <input type="hidden" name="app" value=app/>
                        <Field
                            label=format!("Spending limit in {currency}") name="cap" optional=true
                            value=if kept.is_empty() { typed } else { kept } error=state.error("cap")
                            hint="For overage and add-ons of one cycle. When it is reached, devices that would cost more are refused. Empty is no limit."
                        />
                        <div class="actions"><Button kind="submit" busy=state.busy>"Save limit"</Button></div>
                    </div>
                </ActionForm>
            </div>
        </Card>
    }
    .into_any()
}
