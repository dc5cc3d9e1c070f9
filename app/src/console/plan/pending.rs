//! A change that comes with the next cycle, and the button that takes it back.

use super::Actions;
use super::overview::Pending;
use crate::ui::prelude::*;

/// Says what comes; nothing if nothing does.
#[component]
pub(super) fn PendingChange(pending: Pending, app: String, actions: Actions) -> impl IntoView {
    match pending {
        Pending::Nothing => ().into_any(),
        Pending::Downgrade { from, to, on } => view! {
            <Alert tone=Tone::Warn title=format!("{to} begins on {on}")>
                <p>{format!("Until then you have {from}, with everything that it includes. It costs nothing to change your mind.")}</p>
                <ActionForm action=actions.keep>
                    <input type="hidden" name="app" value=app/>
                    <Button kind="submit" class="btn-sm" busy=actions.keep.pending()>{format!("Keep {from}")}</Button>
                </ActionForm>
            </Alert>
        }
        .into_any(),
        Pending::Cancelled { on } => view! {
            <Alert tone=Tone::Danger title=format!("Your subscription ends on {on}")>
                <p>"Until then everything works. On that day this app and its data are erased for good. To change the plan, revert the cancellation first."</p>
                <ActionForm action=actions.revert>
                    <input type="hidden" name="app" value=app/>
                    <Button kind="submit" class="btn-sm" busy=actions.revert.pending()>"Revert cancellation"</Button>
                </ActionForm>
            </Alert>
        }
        .into_any(),
        Pending::Ended { on } => view! {
            <Alert tone=Tone::Danger title=format!("Your subscription ended on {on}")>
                "No new meetings can begin."
            </Alert>
        }
        .into_any(),
    }
}
