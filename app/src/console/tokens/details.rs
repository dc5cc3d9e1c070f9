//! Who may enter, where, with what, and for how long.

use super::form::{Form, LIFETIMES};
use crate::ui::choice::{Choice, ChoiceKind};
use crate::ui::prelude::*;
use domain::FEATURES;

/// The fields of the form apart from the key.
#[component]
pub(super) fn Details(form: Form) -> impl IntoView {
    let lifetimes = LIFETIMES
        .iter()
        .map(|(seconds, words)| (seconds.to_string(), (*words).to_owned()))
        .collect();
    let ticked = form.features.get_untracked();
    view! {
        <div class="form-row">
            <Field label="Room" name="token-room" bind=form.room hint="A name, or * for every room of your app."/>
            <Field label="Valid for" name="token-lifetime" kind=Kind::Choice(lifetimes) bind=form.lifetime/>
        </div>
        <div class="form-row">
            <Field label="User ID" name="token-user" optional=true bind=form.user_id hint="Yours; comes back in events."/>
            <Field label="Name" name="token-name" optional=true bind=form.name/>
        </div>
        <div class="form-row">
            <Field label="E-mail" name="token-email" kind=Kind::Email optional=true bind=form.email/>
            <Field label="Avatar" name="token-avatar" kind=Kind::Url optional=true bind=form.avatar placeholder="https://…"/>
        </div>
        <Choice
            label="Moderator" name="token-moderator" kind=ChoiceKind::Switch checked=true
            hint="May mute and remove others." on_change=Callback::new(move |on| form.moderator.set(on))
        />
        <details>
            <summary class="link">"Features"</summary>
            <fieldset class="fieldset section">
                <legend>"What the person may use"</legend>
                <div class="choices">
                    {FEATURES
                        .iter()
                        .enumerate()
                        .map(|(index, name)| view! {
                            <Choice
                                label=*name name=format!("feature-{name}") checked=ticked.get(index).copied().unwrap_or(false)
                                on_change=Callback::new(move |on| form.features.update(|f| if let Some(f) = f.get_mut(index) { *f = on }))
                            />
                        })
                        .collect_view()}
                </div>
            </fieldset>
        </details>
    }
    .into_any()
}
