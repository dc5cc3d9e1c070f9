//! Takes a test card as it was typed.

use crate::ui::prelude::*;

#[server(endpoint = "billing-card-type")]
pub(crate) async fn type_card(
    app: String,
    setup: String,
    #[server(default)] next: String,
    #[server(default)] number: String,
    #[server(default)] expiry: String,
    #[server(default)] cvc: String,
) -> FormResult<()> {
    use super::expiry::typed;
    use super::outcome::lead;
    use crate::console::refused::refused;
    use crate::state;
    use payments::{CardEntry, TypedCard};

    let (services, session) = state::owner_of(&app)?;
    // The number and the code are not kept: somebody may have typed a real card.
    let done = match (typed(&expiry), setup.parse()) {
        (None, _) => Err(FormError::field(
            "expiry",
            "Give the month and the year that stand on the card, as in 08 / 30.",
        )),
        (_, Err(_)) => Err(FormError::NotFound),
        (Some(last), Ok(id)) => {
            let entry = CardEntry::Typed(TypedCard::new(&number, last, &cvc));
            match services.subscriptions.finish_card(&session.app, &id, entry).await {
                Ok(outcome) => lead(outcome, &setup, &next),
                Err(error) => Err(refused(error)),
            }
        }
    };
    state::answer(done.map_err(|error| error.keep("expiry", &expiry)))
}
