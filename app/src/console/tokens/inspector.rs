//! The token inspector: paste a token, get the verdict of the code that admits joins.

use super::inspect::Inspect;
use super::inspection::{CheckRow, Inspection};
use crate::ui::code::Code;
use crate::ui::prelude::*;

/// The form and the verdict; works without JavaScript.
#[component]
pub(super) fn Inspector(
    inspect: ServerAction<Inspect>,
    looked_at: RwSignal<String>,
    inspected: Option<Inspection>,
) -> impl IntoView {
    let state = FormState::of(inspect);
    let value = inspect.value();
    let shown = Signal::derive(move || {
        value
            .with(|v| v.as_ref().and_then(|r| r.as_ref().ok().cloned()))
            .or_else(|| inspected.clone())
    });
    view! {
        <section class="card" id="inspector">
            <div class="card-head">
                <h2>"Token inspector"</h2>
                <p class="card-note">"The verdict of the code that admits joins."</p>
            </div>
            <ActionForm action=inspect>
                <div class="form">
                    <FormAlert state/>
                    <Field
                        label="Token" name="token" id="inspect-token" kind=Kind::Code rows=6 bind=looked_at error=state.error("token")
                        placeholder="eyJhbGciOiJSUzI1NiIs…" hint="It is judged and forgotten; it is not kept."
                    />
                    <Field
                        label="Room" name="room" id="inspect-room" optional=true error=state.error("room") value=state.kept("room")
                        hint="Also check that the token opens this room."
                    />
                    <div class="actions"><Button kind="submit" look=Look::Primary icon=Glyph::Search busy=state.busy>"Inspect token"</Button></div>
                </div>
            </ActionForm>
            <p class="visually-hidden" role="status">
                {move || shown.get().map(|inspection| inspection.message)}
            </p>
            <div class="section">
                {move || shown.get().map(|inspection| view! { <Verdict inspection/> })}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Verdict(inspection: Inspection) -> impl IntoView {
    let Inspection {
        admitted,
        code,
        message,
        checks,
        decoded,
    } = inspection;
    let (tone, title) = if admitted {
        (Tone::Good, "Admitted")
    } else {
        (Tone::Danger, "Refused")
    };
    view! {
        <div class="stack">
            <Alert tone=tone title=title>
                <p>{message}</p>
                {code.map(|code| view! { <p><code>{code}</code></p> })}
            </Alert>
            {decoded.map(|(header, payload)| view! {
                <Code title="Header" text=Signal::stored(header)/>
                <Code title="Payload" text=Signal::stored(payload)/>
            })}
            <h3>"Checks, in order"</h3>
            <ul class="checks">{checks.into_iter().map(|check| view! { <Row check/> }).collect_view()}</ul>
        </div>
    }
    .into_any()
}

#[component]
fn Row(check: CheckRow) -> impl IntoView {
    let (class, glyph, word) = match check.passed {
        Some(true) => ("check check-pass", Glyph::CircleCheck, "Passed"),
        Some(false) => ("check check-fail", Glyph::Alert, "Failed"),
        None => ("check check-skip", Glyph::Circle, "Not reached"),
    };
    view! {
        <li class=class>
            <Icon glyph label=word/>
            <div>
                {check.title}
                {(!check.note.is_empty()).then(|| view! { <small>{check.note}</small> })}
            </div>
        </li>
    }
    .into_any()
}
