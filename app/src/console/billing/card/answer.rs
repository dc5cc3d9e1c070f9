//! Takes the answer that was given on the bank's page.

use crate::ui::prelude::*;

#[server(endpoint = "billing-card-answer")]
pub(crate) async fn answer_bank(
    app: String,
    setup: String,
    #[server(default)] next: String,
    confirmed: bool,
) -> FormResult<()> {
    use super::outcome::lead;
    use crate::console::refused::refused;
    use crate::state;

    let (services, session) = state::owner_of(&app)?;
    let id = setup.parse().map_err(|_| FormError::NotFound)?;
    let outcome = services
        .subscriptions
        .confirm_card(&session.app, &id, confirmed)
        .await;
    state::answer(match outcome {
        Ok(outcome) => lead(outcome, &setup, &next).map_err(|error| FormError::general(error.to_string())),
        Err(error) => Err(refused(error)),
    })
}
