//! Cancels the subscription with the end of its cycle.

use crate::ui::prelude::*;

#[server(endpoint = "billing-cancel")]
pub(crate) async fn cancel_subscription(app: String, #[server(default)] reason: String) -> FormResult<()> {
    use crate::console::refused::refused;
    use crate::state;
    use subscriptions::Wish;

    let (services, session) = state::owner_of(&app)?;
    let wish = Wish::Cancel {
        reason: reason.clone(),
    };
    let done = services.subscriptions.change(&session.app, &wish).await;
    if done.is_ok() {
        state::go("/console/billing");
    }
    state::answer(done.map_err(|error| refused(error).keep("reason", &reason)))
}
