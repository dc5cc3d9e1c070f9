//! Takes a cancellation back.

use crate::ui::prelude::*;

#[server(endpoint = "billing-revert")]
pub(crate) async fn revert_cancellation(app: String) -> FormResult<()> {
    use crate::console::refused::refused;
    use crate::state;
    use subscriptions::Wish;

    let (services, session) = state::owner_of(&app)?;
    let done = services.subscriptions.change(&session.app, &Wish::Revert).await;
    state::answer(done.map_err(refused))
}
