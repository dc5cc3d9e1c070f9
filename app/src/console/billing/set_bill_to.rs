//! Changes whom later invoices are made out to.

use crate::ui::prelude::*;

#[server(endpoint = "billing-details")]
pub(crate) async fn set_bill_to(
    app: String,
    #[server(default)] name: String,
    #[server(default)] address: String,
    #[server(default)] email: String,
    #[server(default)] tax_id: String,
) -> FormResult<()> {
    use crate::console::refused::refused;
    use crate::state;
    use billing::Party;

    let (services, session) = state::owner_of(&app)?;
    let party = Party {
        name: name.clone(),
        address: address.lines().map(str::to_owned).collect(),
        email: email.clone(),
        tax_id: Some(tax_id.clone()),
    };
    let done = services.subscriptions.set_bill_to(&session.app, party).await;
    state::answer(done.map_err(|error| {
        refused(error)
            .keep("name", &name)
            .keep("address", &address)
            .keep("email", &email)
            .keep("tax_id", &tax_id)
    }))
}
