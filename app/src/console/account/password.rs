//! The form for another password.

use super::change::ChangePassword;
use crate::ui::prelude::*;
use leptos_router::hooks::use_query_map;

/// The form.
#[component]
pub(super) fn PasswordForm(change: ServerAction<ChangePassword>) -> impl IntoView {
    let state = FormState::of(change);
    let query = use_query_map();
    view! {
        <Card title="Password" note="Changing it ends every other session.">
            {move || query.read().get("changed").is_some().then(|| view! {
                <div role="status"><Alert tone=Tone::Good>"The password is changed. All other sessions have ended."</Alert></div>
            })}
            <ActionForm action=change>
                <div class="form">
                    <FormAlert state/>
                    <div class="form-row">
                        <Field
                            label="Present password" name="old_password" kind=Kind::Password autocomplete="current-password"
                            error=state.error("old_password")
                        />
                        <Field
                            label="New password" name="password" kind=Kind::Password autocomplete="new-password"
                            error=state.error("password") hint="Long is better than complicated."
                        />
                    </div>
                    <div class="actions"><Button kind="submit" busy=state.busy>"Change password"</Button></div>
                </div>
            </ActionForm>
        </Card>
    }
    .into_any()
}
