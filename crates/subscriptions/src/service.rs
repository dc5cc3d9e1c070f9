//! The service and its settings.

use crate::door::Door;
use billing::{Catalogue, Dunning, Party};
use domain::{AppId, Clock, Random, Timestamp};
use payments::{AnyGateway, GatewayKind, PaymentGateway as _};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;
use store::apps::AppMode;
use usage::Usage;

/// What the operator has decided.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Plans and prices.
    pub catalogue: Catalogue,
    /// What is done about unpaid invoices.
    pub dunning: Dunning,
    /// Who sends the invoices.
    pub seller: Party,
    /// A text at the foot of every invoice.
    pub note: String,
    /// Days after issue by which an invoice is to be paid.
    pub payment_days: u16,
    /// Scheme and host of the console, for links in mails.
    pub public_url: String,
}

/// Plans, invoices and payments of all apps. Cheap to clone.
#[derive(Clone)]
pub struct Subscriptions(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) usage: Usage,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<Random>,
    pub(crate) settings: Settings,
    live: AnyGateway,
    sandbox: AnyGateway,
    pub(crate) door: Arc<Door>,
    turns: Mutex<HashMap<AppId, Arc<tokio::sync::Mutex<()>>>>,
    pub(crate) ahead: Mutex<HashMap<AppId, i64>>,
}

impl Subscriptions {
    /// The service. `live` takes the money of live apps; `sandbox` is the simulated provider.
    #[must_use]
    pub fn new(
        store: Store,
        usage: Usage,
        clock: Arc<dyn Clock>,
        random: Arc<Random>,
        settings: Settings,
        live: AnyGateway,
        sandbox: AnyGateway,
    ) -> Self {
        Self(Arc::new(Inner {
            store,
            usage,
            clock,
            random,
            settings,
            live,
            sandbox,
            door: Arc::default(),
            turns: Mutex::default(),
            ahead: Mutex::default(),
        }))
    }

    /// Plans and prices.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.0.settings.catalogue
    }

    /// Who sends the invoices; also whom to ask about plans that are sold by hand.
    #[must_use]
    pub fn seller(&self) -> &Party {
        &self.0.settings.seller
    }

    /// Who takes the money of apps of this kind.
    #[must_use]
    pub fn gateway(&self, mode: AppMode) -> &AnyGateway {
        match mode {
            AppMode::Live => &self.0.live,
            AppMode::Sandbox => &self.0.sandbox,
        }
    }

    /// Whether no money moves for apps of this kind.
    #[must_use]
    pub fn is_simulated(&self, mode: AppMode) -> bool {
        self.gateway(mode).kind() == GatewayKind::Simulated
    }

    /// Keeps others of this process from moving money for the same app at the same time.
    pub(crate) async fn turn(&self, app: &AppId) -> tokio::sync::OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.turns.lock().unwrap_or_else(PoisonError::into_inner);
            // Whoever waits holds a second reference; the rest can go.
            if turns.len() > 1_000 {
                turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            }
            Arc::clone(turns.entry(app.clone()).or_default())
        };
        turn.lock_owned().await
    }

    pub(crate) fn real_now(&self) -> Timestamp {
        self.0.clock.now()
    }
}

impl std::fmt::Debug for Subscriptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscriptions").finish_non_exhaustive()
    }
}
