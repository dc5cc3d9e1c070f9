//! Takes the card away.

use crate::ui::prelude::*;

#[server(endpoint = "billing-remove-card")]
pub(crate) async fn remove_card(app: String) -> FormResult<()> {
    use crate::console::refused::refused;
    use crate::state;

    let (services, session) = state::owner_of(&app)?;
    let done = services.subscriptions.remove_card(&session.app).await;
    if done.is_ok() {
        state::go("/console/billing");
    }
    state::answer(done.map_err(refused))
}
