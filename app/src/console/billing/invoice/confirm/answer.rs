//! Takes the answer that was given on the bank's page, and leads to the invoice, which says what came of it.

use crate::ui::prelude::*;

#[server(endpoint = "billing-confirm")]
pub(crate) async fn answer_payment(app: String, number: String, confirmed: bool) -> FormResult<()> {
    use crate::console::refused::refused;
    use crate::state;

    let (services, session) = state::owner_of(&app)?;
    let done = services
        .subscriptions
        .confirm(&session.app, &number, confirmed)
        .await;
    if done.is_ok() {
        state::go(&format!("/console/billing/invoices/{number}"));
    }
    state::answer(done.map(|_| ()).map_err(refused))
}
