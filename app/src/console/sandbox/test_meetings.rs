//! Test meetings: how many devices shall meet, and how many were let in.

use super::Actions;
use crate::ui::prelude::*;

/// `met` is how many were let in and how many wanted to, if that was just tried.
#[component]
pub(super) fn TestMeetings(
    app: String,
    used: String,
    refusal: Option<String>,
    met: Memo<Option<(String, String)>>,
    actions: Actions,
) -> impl IntoView {
    let state = FormState::of(actions.generate);
    let kept = state.kept("devices");
    let outcome = move || {
        let (met, of) = met.get()?;
        let (met, of) = (met.parse::<u32>().ok()?, of.parse::<u32>().ok()?);
        let refused = of.saturating_sub(met);
        Some(if refused == 0 {
            view! {
                <Alert tone=Tone::Good title=format!("{met} devices met")>
                    "They are in the journal like those of real meetings, and count as they do."
                </Alert>
            }
        } else {
            let why = refusal.clone().unwrap_or_default();
            view! {
                <Alert tone=Tone::Warn title=format!("{met} of {of} devices met; {refused} were turned away")>
                    {why}
                </Alert>
            }
        })
    };
    view! {
        <Card title="Generate usage">
            <div class="stack">
                <p class="soft">"Test meetings of devices that have never been seen, at the sandbox's present. "{used}</p>
                <div role="status">{outcome}</div>
                <FormAlert state/>
                <ActionForm action=actions.generate attr:novalidate="">
                    <input type="hidden" name="app" value=app/>
                    <div class="form-inline">
                        <Field
                            label="Devices" name="devices" kind=Kind::Number value=if kept.is_empty() { "20".to_owned() } else { kept }
                            error=state.error("devices") hint="From 2 to 5,000"
                        />
                        <Button kind="submit" icon=Glyph::Users busy=state.busy>"Generate"</Button>
                    </div>
                </ActionForm>
            </div>
        </Card>
    }
    .into_any()
}
