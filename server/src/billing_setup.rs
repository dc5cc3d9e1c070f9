//! How billing is set up: plans and prices from a file, the payment provider from the options.

use crate::cli::{Payments, Provider};
use crate::failure::Failure;
use billing::{Catalogue, Dunning, Party};
use domain::{Clock, Random};
use payments::stripe::StripeSettings;
use payments::{AnyGateway, Manual, Simulated, Stripe, WebhookKeys};
use serde::Deserialize;
use std::sync::Arc;
use store::Store;
use subscriptions::{Settings, StoreShelf, Subscriptions};
use usage::Usage;

/// Days after issue by which an invoice is to be paid, if the file does not say.
const PAYMENT_DAYS: u16 = 14;

/// The file that `--billing` names; what is not in it is as built in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    catalogue: Option<Catalogue>,
    dunning: Option<Dunning>,
    seller: Option<Seller>,
    note: Option<String>,
    payment_days: Option<u16>,
}

/// Who sends the invoices.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seller {
    name: String,
    #[serde(default)]
    address: Vec<String>,
    #[serde(default)]
    email: String,
    tax_id: Option<String>,
}

/// What else the service needs.
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) usage: Usage,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<Random>,
    pub(crate) public_url: String,
}

/// The service, with plans that take nothing back of what was promised by earlier ones.
pub(crate) async fn subscriptions(options: &Payments, parts: Parts) -> Result<Subscriptions, Failure> {
    let settings = settings(options, parts.public_url)?;
    keep_promises(&parts.store, &settings.catalogue, &*parts.clock).await?;
    let shelf = Arc::new(StoreShelf(parts.store.clone()));
    let clock = Arc::clone(&parts.clock);
    let simulated = || AnyGateway::Simulated(Simulated::new(shelf.clone(), Arc::clone(&clock)));
    let live = match options.payments {
        Provider::Simulated => simulated(),
        Provider::Manual => AnyGateway::Manual(Manual),
        Provider::Stripe => AnyGateway::Stripe(stripe(options, &parts.clock, &parts.random)?),
    };
    let sandbox = simulated();
    Ok(Subscriptions::new(
        parts.store,
        parts.usage,
        parts.clock,
        parts.random,
        settings,
        live,
        sandbox,
    ))
}

fn settings(options: &Payments, public_url: String) -> Result<Settings, Failure> {
    let file = match &options.billing {
        None => File::default(),
        Some(path) => {
            let named = || format!("The billing file {}", path.display());
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::new(format!("{} cannot be read", named()), &error))?;
            toml::from_str(&text)
                .map_err(|error| Failure::new(format!("{} has a mistake", named()), &error.message()))?
        }
    };
    let seller = file.seller.unwrap_or_default();
    Ok(Settings {
        catalogue: file.catalogue.unwrap_or_default(),
        dunning: file.dunning.unwrap_or_default(),
        seller: Party {
            name: if seller.name.is_empty() {
                "Conclave".to_owned()
            } else {
                seller.name
            },
            address: seller.address,
            email: seller.email,
            tax_id: seller.tax_id,
        },
        note: file.note.unwrap_or_default(),
        payment_days: file.payment_days.unwrap_or(PAYMENT_DAYS),
        public_url,
    })
}

/// Refuses to start with plans that change what customers have, and remembers these for the next start.
async fn keep_promises(store: &Store, catalogue: &Catalogue, clock: &dyn Clock) -> Result<(), Failure> {
    let now = clock.now();
    let mut tx = store.begin().await?;
    let text = |error: serde_json::Error| Failure::new("The plans cannot be written down", &error);
    if let Some(earlier) = store::catalogues::newest(&mut tx).await? {
        let earlier: Catalogue = serde_json::from_str(&earlier).map_err(text)?;
        if earlier == *catalogue {
            return Ok(());
        }
        catalogue
            .succeeds(&earlier, now.date())
            .map_err(|error| Failure::new("These plans cannot take the place of the earlier ones", &error))?;
    }
    let document = serde_json::to_string(catalogue).map_err(text)?;
    store::catalogues::insert(&mut tx, now, &document).await?;
    Ok(tx.commit().await?)
}

fn stripe(options: &Payments, clock: &Arc<dyn Clock>, random: &Arc<Random>) -> Result<Stripe, Failure> {
    let missing = |what: &str| {
        Failure::sentence(format!(
            "Payments by Stripe need {what}. Give it in the environment, or choose --payments simulated."
        ))
    };
    let secret = options
        .stripe_secret_key
        .clone()
        .ok_or_else(|| missing("CONCLAVE_STRIPE_SECRET_KEY"))?;
    let publishable = options
        .stripe_publishable_key
        .clone()
        .ok_or_else(|| missing("CONCLAVE_STRIPE_PUBLISHABLE_KEY"))?;
    if options.stripe_webhook_secret.is_empty() {
        return Err(missing("CONCLAVE_STRIPE_WEBHOOK_SECRET"));
    }
    let keys = options.stripe_webhook_secret.iter().cloned().map(Into::into);
    let mut settings = StripeSettings::new(secret.into(), publishable, WebhookKeys::new(keys));
    if let Some(api) = &options.stripe_api {
        settings.base.clone_from(api);
    }
    Stripe::new(settings, Arc::clone(clock), Arc::clone(random))
        .map_err(|error| Failure::new("Stripe cannot be used", &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_in_the_documents_is_read_and_mistakes_are_named() {
        let file: File = toml::from_str(include_str!("../../docs/billing.example.toml")).unwrap();
        let catalogue = file.catalogue.unwrap();
        assert_eq!(catalogue.plans().len(), 5);
        assert!(catalogue.counts_by(domain::CountBy::Person));
        // The built-in plans with one more, and another price from later on: nobody is let down by that.
        let today = time::macros::date!(2030 - 01 - 01);
        catalogue.succeeds(&Catalogue::default(), today).unwrap();
        assert_eq!(file.dunning.unwrap().steps().len(), 5);
        assert_eq!(file.seller.unwrap().address.len(), 3);
        let error = toml::from_str::<File>("sellers = 1").unwrap_err();
        assert!(error.to_string().contains("sellers"), "{error}");
    }
}
