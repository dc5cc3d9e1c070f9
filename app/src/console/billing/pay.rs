//! Charges an open invoice now.

use crate::ui::prelude::*;

/// Says what came of it.
#[server(endpoint = "billing-pay")]
pub(crate) async fn pay_invoice(app: String, number: String) -> FormResult<String> {
    use crate::console::refused::refused;
    use crate::state;
    use store::payments::Outcome;
    use subscriptions::Error;

    let (services, session) = state::owner_of(&app)?;
    let attempt = match services.subscriptions.pay(&session.app, &number).await {
        Ok(attempt) => attempt,
        Err(Error::CardNeeded) => {
            let why = "There is nothing to charge: add a card first.";
            return state::answer(Err(FormError::general(why)));
        }
        Err(error) => return state::answer(Err(refused(error))),
    };
    state::answer(match attempt.outcome {
        Outcome::Done => Ok(format!("{number} is paid.")),
        Outcome::NeedsAction => {
            let page = format!("/console/billing/invoices/{number}");
            // A real bank is asked by a script that only the other page may load, so that page is fetched
            // by a link.
            let simulated = services.subscriptions.is_simulated(session.mode);
            state::go(&if simulated {
                format!("{page}/confirm")
            } else {
                page
            });
            Ok(format!("Your bank wants you to confirm the payment of {number}."))
        }
        Outcome::AwaitingOperator => Ok(format!("Pay {number} by transfer, and name the number in it.")),
        Outcome::Pending => Ok(format!(
            "The bank has not answered yet. {number} is settled when it does; nothing is charged twice."
        )),
        Outcome::Declined => Err(FormError::general(attempt.sentence.unwrap_or_else(|| {
            "The bank declined the card; use another card or ask the bank.".to_owned()
        }))),
        Outcome::Canceled => Err(FormError::general("The payment was called off. Try again.")),
    })
}
