//! Putting a card on file: begin, let the person type, finish.

use crate::{Card, Decline, SetupId, TypedCard};
use secrecy::SecretString;

/// What the page shows so that a card can be typed.
#[derive(Clone, Debug)]
pub enum CardSetup {
    /// Stripe's Payment Element. The number never reaches this server.
    PaymentElement {
        /// Kept with the visitor's session until the set-up is finished.
        setup: SetupId,
        /// Lets the browser act on this one set-up. Only for the page of the payer.
        client_secret: SecretString,
        /// Names the account; may be seen by anyone.
        publishable_key: String,
    },
    /// A plain form of ours with number, expiry and security code.
    SimulatedForm {
        /// Kept with the visitor's session until the set-up is finished.
        setup: SetupId,
    },
    /// There are no cards here: the operator collects the money.
    Unneeded,
}

/// What came back from the page.
#[derive(Clone, Debug)]
pub enum CardEntry {
    /// The person typed into the provider's own form; ask the provider.
    AtProvider,
    /// The person typed into the simulated form.
    Typed(TypedCard),
}

/// How the set-up stands.
#[derive(Clone, Debug)]
pub enum SetupOutcome {
    /// The card is on file.
    Saved(Card),
    /// The card was declined; the person may try another in the same form.
    Declined(Decline),
    /// The card's owner must confirm (3-D Secure); Stripe's script does that by itself, the simulated
    /// form goes on to a page with the two buttons of
    /// [`Simulated::authenticate_setup`](crate::Simulated::authenticate_setup).
    NeedsAction,
    /// Nothing was typed so far.
    Unfinished,
    /// Called off; begin a new set-up.
    Canceled,
}
