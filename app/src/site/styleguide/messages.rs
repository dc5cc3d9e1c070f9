//! Badges, alerts, toasts, empty states and skeletons.

use crate::ui::empty::Empty;
use crate::ui::prelude::*;
use crate::ui::skeleton::{Shape, Skeleton};

/// What the product says.
#[component]
pub(super) fn Messages(theme: &'static str) -> impl IntoView {
    let toasts = use_toasts();
    let trouble = Signal::stored(Some(FormError::Failed(format!("0197-{theme}"))));
    view! {
        <section>
            <h2>"Messages"</h2>
            <div class="stack-lg">
                <div class="guide-row">
                    <Badge tone=Tone::Good glyph=Glyph::Check text="Enabled"/>
                    <Badge tone=Tone::Warn glyph=Glyph::Ban text="Disabled"/>
                    <Badge tone=Tone::Danger glyph=Glyph::Alert text="Refused"/>
                    <Badge tone=Tone::Info glyph=Glyph::Info text="New"/>
                    <Badge tone=Tone::Sandbox glyph=Glyph::Warning text="Sandbox"/>
                    <Badge text="Live"/>
                </div>
                <div class="stack">
                    <Alert title="Worth knowing">"The key is used by two servers."</Alert>
                    <Alert tone=Tone::Good>"The password is changed."</Alert>
                    <Alert tone=Tone::Warn>"Twenty of 25 active users are used."</Alert>
                    <Alert tone=Tone::Danger title="The token is refused">"Its signature was made by another key."</Alert>
                    <Alert tone=Tone::Sandbox>"This server runs in development mode."</Alert>
                    <FormAlert state=FormState::with_error(trouble)/>
                </div>
                <div class="guide-row">
                    <Button on:click=move |_| toasts.good("Key disabled.")>"Say that it worked"</Button>
                    <Button on:click=move |_| toasts.failed("The server cannot be reached.")>"Say that it failed"</Button>
                </div>
                <Empty glyph=Glyph::Key title="No keys yet" sentence="A key pair signs the tokens that open your meetings.">
                    <Button look=Look::Primary icon=Glyph::Plus>"Add key"</Button>
                </Empty>
                <div class="cards">
                    <Card title="Loading a page"><Skeleton shape=Shape::Page/></Card>
                    <Card title="Loading a table"><Skeleton shape=Shape::Table(3)/></Card>
                    <Card title="Loading a line and a block"><Skeleton shape=Shape::Line/><Skeleton shape=Shape::Block/></Card>
                </div>
            </div>
        </section>
    }
    .into_any()
}
