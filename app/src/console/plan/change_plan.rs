//! Makes the change that was confirmed.

use crate::ui::prelude::*;

#[server(endpoint = "plan-change")]
pub(super) async fn change_plan(app: String, to: String) -> FormResult<()> {
    use crate::console::refused::refused;
    use crate::state;
    use subscriptions::Wish;

    let (services, session) = state::answer(state::owner_of(&app))?;
    let key: billing::PlanKey = to.parse().map_err(|_| FormError::NotFound)?;
    let wish = Wish::Plan { to: key };
    let done = services.subscriptions.change(&session.app, &wish).await;
    if done.is_ok() {
        state::go(&format!("/console/plan?changed={to}"));
    }
    state::answer(done.map_err(refused))
}
