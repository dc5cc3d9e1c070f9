//! Where the account is logged in.

use super::list::SessionRow;
use super::log_out_everywhere::LogOutEverywhere;
use super::revoke::RevokeSession;
use crate::ui::prelude::*;
use crate::ui::table::Table;

/// The table of sessions.
#[component]
pub(super) fn Sessions(
    sessions: Vec<SessionRow>,
    revoke: ServerAction<RevokeSession>,
    everywhere: ServerAction<LogOutEverywhere>,
) -> impl IntoView {
    view! {
        <section class="section">
            <div class="card-head">
                <h2>"Sessions"</h2>
                <ActionForm action=everywhere>
                    <Button kind="submit" class="btn-sm" look=Look::DangerQuiet busy=everywhere.pending()>"Log out everywhere"</Button>
                </ActionForm>
            </div>
            <FormAlert state=FormState::of(revoke)/>
            <Table caption="Sessions" stack=true>
                <thead>
                    <tr>
                        <th scope="col">"Browser"</th>
                        <th scope="col">"Address"</th>
                        <th scope="col">"Logged in"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {sessions
                        .into_iter()
                        .map(|row| {
                            let label = format!("Revoke session of {} from {}", row.browser, row.address);
                            view! {
                                <tr>
                                    <th scope="row">{row.browser}</th>
                                    <td data-label="Address"><code>{row.address}</code></td>
                                    <td data-label="Logged in" class="is-tight"><When moment=row.since/></td>
                                    <td data-label="Last used" class="is-tight"><When moment=row.last_seen/></td>
                                    <td class="is-actions">
                                        {if row.current {
                                            view! { <Badge tone=Tone::Good glyph=Glyph::Check text="This browser"/> }.into_any()
                                        } else {
                                            view! {
                                                <ActionForm action=revoke>
                                                    <input type="hidden" name="id" value=row.id/>
                                                    <button type="submit" class="btn btn-sm" aria-label=label>"Revoke"</button>
                                                </ActionForm>
                                            }
                                            .into_any()
                                        }}
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </Table>
        </section>
    }
    .into_any()
}
