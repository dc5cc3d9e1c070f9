//! Begins to put a card on file.

use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// A form that waits to be filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begun {
    /// The AppID whose card it will be.
    pub(super) app: String,
    pub(super) form: Form,
}

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Form {
    /// Number, expiry and security code, for test cards only.
    Simulated { setup: String, cards: Vec<TestCard> },
    /// Stripe's Payment Element. The secret is good for this one set-up of this one payer.
    Element {
        setup: String,
        client_secret: String,
        publishable_key: String,
    },
    /// The operator collects the money.
    Unneeded,
}

/// A number that may be typed, and what it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TestCard {
    /// In groups of four.
    pub(super) number: String,
    pub(super) brand: String,
    pub(super) says: String,
}

#[server(endpoint = "billing-card-begin")]
pub(super) async fn begin_card() -> FormResult<Begun> {
    use crate::console::billing::brand;
    use crate::console::refused::refused;
    use crate::state;
    use payments::simulated::TEST_CARDS;
    use payments::{CardSetup, ExposeSecret as _};

    let (services, session) = state::member()?;
    let setup = services
        .subscriptions
        .begin_card(&session.app)
        .await
        .map_err(refused)?;
    let form = match setup {
        CardSetup::SimulatedForm { setup } => Form::Simulated {
            setup: setup.to_string(),
            cards: TEST_CARDS
                .iter()
                .map(|card| TestCard {
                    number: grouped(card.number),
                    brand: brand::name(card.brand),
                    says: card.says.to_owned(),
                })
                .collect(),
        },
        CardSetup::PaymentElement {
            setup,
            client_secret,
            publishable_key,
        } => Form::Element {
            setup: setup.to_string(),
            client_secret: client_secret.expose_secret().to_owned(),
            publishable_key,
        },
        CardSetup::Unneeded => Form::Unneeded,
    };
    Ok(Begun {
        app: session.app.to_string(),
        form,
    })
}

/// Digits in groups of four, as on a card.
#[cfg(feature = "ssr")]
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}
