//! Takes back a cancellation before the cycle is over.

use crate::ui::prelude::*;

#[server(endpoint = "plan-revert")]
pub(super) async fn revert_cancellation(app: String) -> FormResult<()> {
    use crate::console::refused::refused;
    use crate::state;

    let (services, session) = state::answer(state::owner_of(&app))?;
    let done = services
        .subscriptions
        .change(&session.app, &subscriptions::Wish::Revert)
        .await;
    state::answer(done.map_err(refused))
}
