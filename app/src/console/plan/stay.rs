//! Takes back a downgrade that waits.

use crate::ui::prelude::*;

#[server(endpoint = "plan-keep")]
pub(super) async fn keep_plan(app: String) -> FormResult<()> {
    use crate::console::refused::refused;
    use crate::state;

    let (services, session) = state::answer(state::owner_of(&app))?;
    let done = services
        .subscriptions
        .change(&session.app, &subscriptions::Wish::Stay)
        .await;
    state::answer(done.map_err(refused))
}
