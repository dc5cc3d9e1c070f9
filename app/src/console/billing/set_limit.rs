//! Sets the most that overage and add-ons of one cycle may cost.

use crate::ui::prelude::*;

#[server(endpoint = "billing-limit")]
pub(crate) async fn set_limit(app: String, #[server(default)] cap: String) -> FormResult<()> {
    use super::amount::typed;
    use crate::console::refused::refused;
    use crate::state;

    let (services, session) = state::owner_of(&app)?;
    let subscriptions = &services.subscriptions;
    let done = match typed(&cap, subscriptions.catalogue().currency()) {
        Ok(limit) => subscriptions.set_cap(&session.app, limit).await.map_err(refused),
        Err(how) => Err(FormError::field("cap", how)),
    };
    state::answer(done.map_err(|error| error.keep("cap", &cap)))
}
