//! The present by the sandbox's clock, and the buttons that move it.

use super::Actions;
use super::overview::Clock;
use crate::ui::prelude::*;

/// Works without JavaScript: every button is a form of its own.
#[component]
pub(super) fn ClockForms(clock: Clock, actions: Actions) -> impl IntoView {
    let forward = actions.forward;
    let state = FormState::of(forward);
    let Clock {
        app,
        now,
        today,
        ahead,
        next_cycle,
        ..
    } = clock;
    let steps = [
        ("day", "+1 day".to_owned()),
        ("week", "+1 week".to_owned()),
        ("cycle", format!("To the next cycle ({next_cycle})")),
        ("month", "+1 month".to_owned()),
    ];
    let kept = state.kept("to");
    let field_app = app.clone();
    view! {
        <Card title="The sandbox's time">
            <div class="stack">
                <div>
                    <p class="clock-now">{now}</p>
                    <p class="soft">{ahead}</p>
                </div>
                <div class="actions">
                    {steps.into_iter().map(|(by, label)| {
                        let app = app.clone();
                        view! {
                            <ActionForm action=forward>
                                <input type="hidden" name="app" value=app/>
                                <input type="hidden" name="by" value=by/>
                                <Button kind="submit" busy=state.busy>{label}</Button>
                            </ActionForm>
                        }
                    }).collect_view()}
                </div>
                <ActionForm action=forward attr:novalidate="">
                    <input type="hidden" name="app" value=field_app/>
                    <div class="form-inline">
                        <Field
                            label="Move to" name="to" kind=Kind::Date value=if kept.is_empty() { today } else { kept }
                            error=state.error("to")
                        />
                        <Button kind="submit" busy=state.busy>"Move clock"</Button>
                    </div>
                </ActionForm>
                <p class="soft">"The clock cannot go back. It goes on from where you set it."</p>
            </div>
        </Card>
    }
    .into_any()
}
