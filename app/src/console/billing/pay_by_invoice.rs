//! Agrees to pay by transfer, where the operator collects the money.

use crate::ui::prelude::*;

#[server(endpoint = "billing-pay-by-invoice")]
pub(crate) async fn pay_by_invoice(app: String) -> FormResult<()> {
    use crate::console::refused::refused;
    use crate::state;

    let (services, session) = state::owner_of(&app)?;
    let done = services.subscriptions.pay_by_invoice(&session.app).await;
    state::answer(done.map_err(refused))
}
