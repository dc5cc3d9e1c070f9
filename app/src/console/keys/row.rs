//! One key in the table, with its actions.

use super::Actions;
use super::list::KeyRow;
use crate::ui::prelude::*;

/// A row.
#[component]
pub(super) fn Row(key: KeyRow, actions: Actions) -> impl IntoView {
    let short = key.short().to_owned();
    let KeyRow {
        kid,
        title,
        created,
        last_used,
        disabled,
    } = key;
    let removal = format!("/console/keys?remove={short}");
    let hidden = kid.clone();
    let toggle = if disabled.is_some() {
        view! {
            <ActionForm action=actions.enable>
                <input type="hidden" name="kid" value=hidden/>
                <Button kind="submit" class="btn-sm" busy=actions.enable.pending()>"Enable"</Button>
            </ActionForm>
        }
        .into_any()
    } else {
        view! {
            <ActionForm action=actions.disable>
                <input type="hidden" name="kid" value=hidden/>
                <Button kind="submit" class="btn-sm" busy=actions.disable.pending()>"Disable"</Button>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td data-label="Key ID">
                <span class="copy">
                    <code title=kid.clone()>{format!("…/{short}")}</code>
                    <crate::ui::copy::CopyButton text=Signal::stored(kid) what=format!("kid {short}")/>
                </span>
            </td>
            <td data-label="Status">
                {if disabled.is_some() {
                    view! { <Badge tone=Tone::Warn glyph=Glyph::Ban text="Disabled"/> }
                } else {
                    view! { <Badge tone=Tone::Good glyph=Glyph::Check text="Enabled"/> }
                }}
            </td>
            <td data-label="Created" class="is-tight"><When moment=created/></td>
            <td data-label="Last used" class="is-tight">
                {match last_used {
                    Some(moment) => view! { <When moment/> }.into_any(),
                    None => view! { <span class="soft">"Never"</span> }.into_any(),
                }}
            </td>
            <td class="is-actions">
                <div class="actions">
                    {toggle}
                    <ButtonLink href=removal look=Look::DangerQuiet class="btn-sm">"Remove"</ButtonLink>
                </div>
            </td>
        </tr>
    }
    .into_any()
}
