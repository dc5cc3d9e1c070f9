//! Buttons, fields, choices, menus, tabs and dialogs.

use super::id;
use crate::ui::avatar::Avatar;
use crate::ui::choice::{Choice, ChoiceKind};
use crate::ui::code::{CodeTabs, Sample};
use crate::ui::copy::CopyButton;
use crate::ui::crumbs::Crumbs;
use crate::ui::dialog::Dialog;
use crate::ui::menu::Menu;
use crate::ui::prelude::*;
use crate::ui::tooltip::Tooltip;

/// What people press and fill.
#[component]
pub(super) fn Controls(theme: &'static str) -> impl IntoView {
    let open = RwSignal::new(false);
    let some = |text: &str| Signal::stored(Some(text.to_owned()));
    let options = vec![
        ("1".to_owned(), "1 hour".to_owned()),
        ("2".to_owned(), "2 hours".to_owned()),
    ];
    let samples = Signal::stored(vec![
        Sample {
            name: "Bash",
            text: "# a note\necho 'hello'".to_owned(),
        },
        Sample {
            name: "Node",
            text: "// a note\nconsole.log(\"hello\");".to_owned(),
        },
    ]);
    view! {
        <section>
            <h2>"Controls"</h2>
            <div class="stack-lg">
                <div class="guide-row">
                    <Button look=Look::Primary>"Create key"</Button>
                    <Button>"Cancel"</Button>
                    <Button look=Look::Ghost>"Ghost"</Button>
                    <Button look=Look::Danger>"Remove key"</Button>
                    <Button look=Look::DangerQuiet>"Remove"</Button>
                    <ButtonLink href="/styleguide" icon=Glyph::Plus>"A link"</ButtonLink>
                </div>
                <div class="guide-row">
                    <Button look=Look::Primary busy=Signal::stored(true)>"Create key"</Button>
                    <Button look=Look::Primary disabled=Signal::stored(true)>"Create key"</Button>
                    <Button disabled=Signal::stored(true)>"Cancel"</Button>
                    <Button class="btn-sm">"Small"</Button>
                    <Button class="btn-lg" look=Look::Primary>"Large"</Button>
                    <Button class="btn-icon" icon=Glyph::Settings label="Settings"/>
                    <Tooltip text="Help in a word"><Button class="btn-sm">"Point here"</Button></Tooltip>
                </div>
                <div class="form-row">
                    <Field label="Title" name="t" id=id(theme, "sg-title-l", "sg-title-d") hint="For you alone." value="Key 8 Mar 2026"/>
                    <Field label="E-mail" name="e" id=id(theme, "sg-mail-l", "sg-mail-d") kind=Kind::Email value="ada@" shy=true error=some("This is not an e-mail address. Write it as in ada@example.org.")/>
                    <Field label="Password" name="p" id=id(theme, "sg-pass-l", "sg-pass-d") kind=Kind::Password value="secret"/>
                    <Field label="Room" name="r" id=id(theme, "sg-room-l", "sg-room-d") disabled=true value="stand-up"/>
                    <Field label="Valid for" name="v" id=id(theme, "sg-valid-l", "sg-valid-d") kind=Kind::Choice(options)/>
                    <Field label="Key file" name="f" id=id(theme, "sg-file-l", "sg-file-d") kind=Kind::File(".pem") optional=true/>
                </div>
                <Field label="Public key" name="k" id=id(theme, "sg-key-l", "sg-key-d") kind=Kind::Code rows=3 placeholder="-----BEGIN PUBLIC KEY-----"/>
                <div class="guide-row">
                    <Choice label="Recording" name="c1" checked=true/>
                    <Choice label="Transcription" name="c2"/>
                    <Choice label="One" name=id(theme, "r-l", "r-d") kind=ChoiceKind::Radio checked=true/>
                    <Choice label="Other" name=id(theme, "r-l", "r-d") kind=ChoiceKind::Radio value="other"/>
                    <Choice label="Moderator" name="s1" kind=ChoiceKind::Switch checked=true/>
                    <Choice label="Off" name="s2" kind=ChoiceKind::Switch/>
                    <Choice label="Disabled" name="c3" disabled=true/>
                </div>
                <div class="guide-row">
                    <CopyId id="vpaas-magic-cookie-0123…/1a2b3c" what="kid"/>
                    <CopyButton text=Signal::stored("text".to_owned()) what="text"/>
                    <Avatar name="Ada Lovelace"/>
                    <Menu label=format!("Menu, {theme}") trigger=Box::new(|| view! { <Icon glyph=Glyph::More/> }.into_any())>
                        <a class="menu-item" href="/styleguide"><Icon glyph=Glyph::User/>"Account"</a>
                        <button class="menu-item" type="button"><Icon glyph=Glyph::LogOut/>"Log out"</button>
                    </Menu>
                    <Button on:click=move |_| open.set(true)>"Open dialog"</Button>
                </div>
                <Dialog
                    id=id(theme, "sg-dialog-l", "sg-dialog-d") title=Signal::stored("Remove “Key 8 Mar 2026”?".to_owned())
                    open on_close=Callback::new(move |()| open.set(false))
                >
                    <p>"Its tokens are refused at once."</p>
                    <div class="actions actions-end">
                        <Button on:click=move |_| open.set(false)>"Keep key"</Button>
                        <Button look=Look::Danger on:click=move |_| open.set(false)>"Remove key"</Button>
                    </div>
                </Dialog>
                // Once only: a landmark of this name is there once on a page.
                {(theme == "light").then(|| view! { <Crumbs above=vec![("/console/keys", "API keys")] here="Add key"/> })}
                <CodeTabs id=id(theme, "sg-code-l", "sg-code-d") label=format!("Languages, {theme}") samples/>
            </div>
        </section>
    }
    .into_any()
}
