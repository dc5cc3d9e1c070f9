//! What the owner of a subscription should know before anything else.

use super::revert::RevertCancellation;
use crate::ui::prelude::*;

/// That it ends, and that meetings are stopped.
#[component]
pub(super) fn Notices(
    app: String,
    ends: Option<String>,
    suspended: bool,
    revert: ServerAction<RevertCancellation>,
) -> impl IntoView {
    view! {
        {ends.map(|day| view! {
            <Alert tone=Tone::Warn title="Your subscription is cancelled">
                <div class="stack-sm">
                    <p>{format!("Everything works until {day}. Then the account and its data are deleted for good.")}</p>
                    <FormAlert state=FormState::of(revert)/>
                    <div class="actions">
                        <ActionForm action=revert>
                            <input type="hidden" name="app" value=app/>
                            <Button kind="submit" busy=revert.pending()>"Revert cancellation"</Button>
                        </ActionForm>
                        <ButtonLink href="/console/billing/export" icon=Glyph::Download external=true>"Download your data"</ButtonLink>
                    </div>
                </div>
            </Alert>
        })}
        {suspended.then(|| view! {
            <Alert tone=Tone::Danger title="No new meeting can begin">
                "An invoice has been unpaid for too long. Pay it below, and meetings begin again at once."
            </Alert>
        })}
    }
    .into_any()
}
