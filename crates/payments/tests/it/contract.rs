//! Plays the cases on each provider.

use crate::cases;
use crate::simulated_stage::SimulatedStage;
use crate::stripe_stage::StripeStage;

macro_rules! contract {
    (localstripe as it is: $($plain:ident)*; with the peer before it: $($peered:ident)*) => {
        mod simulated {
            use super::*;
            $(#[tokio::test] async fn $plain() { cases::$plain(&SimulatedStage::new()).await; })*
            $(#[tokio::test] async fn $peered() { cases::$peered(&SimulatedStage::new()).await; })*
        }
        mod stripe {
            use super::*;
            $(#[tokio::test] async fn $plain() {
                if let Some(stage) = StripeStage::direct() { cases::$plain(&stage).await; }
            })*
            $(#[tokio::test] async fn $peered() {
                if let Some(stage) = StripeStage::through_peer().await { cases::$peered(&stage).await; }
            })*
        }
    };
}

contract! {
    localstripe as it is:
        success payer_is_kept refused_in_the_form decline confirmed not_confirmed cancelled refund strangers detached;
    with the peer before it:
        crash_before_booking at_once key_reused
}
