//! The simulated provider, with its books in a folder.

use crate::stage::Stage;
use crate::support::clock;
use payments::simulated::FolderShelf;
use payments::{
    CardEntry, CardSetup, ChargeOutcome, ChargeRequest, Expiry, PayerId, PaymentGateway, SetupId,
    SetupOutcome, Simulated, TypedCard,
};
use serde_json::Value;
use std::sync::Arc;
use tempfile::TempDir;

pub(crate) struct SimulatedStage {
    folder: TempDir,
    gateway: Simulated,
}

pub(crate) fn form(setup: &CardSetup) -> &SetupId {
    match setup {
        CardSetup::SimulatedForm { setup } => setup,
        _ => panic!("another form was expected"),
    }
}

fn open(folder: &TempDir) -> Simulated {
    Simulated::new(
        Arc::new(FolderShelf::new(folder.path().join("payments"))),
        clock(),
    )
}

impl SimulatedStage {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        Self {
            gateway: open(&folder),
            folder,
        }
    }
}

impl Stage for SimulatedStage {
    type Gateway = Simulated;

    fn gateway(&self) -> &Simulated {
        &self.gateway
    }

    fn restarted(&self) -> Simulated {
        open(&self.folder)
    }

    async fn type_card(&self, payer: &PayerId, setup: &CardSetup, number: &str) -> SetupOutcome {
        let typed = TypedCard::new(number, Expiry { year: 30, month: 12 }, "123");
        self.gateway
            .finish_card_setup(payer, form(setup), CardEntry::Typed(typed))
            .await
            .unwrap()
    }

    async fn confirm_setup(&self, payer: &PayerId, setup: &CardSetup) -> SetupOutcome {
        self.gateway
            .authenticate_setup(payer, form(setup), true)
            .await
            .unwrap()
    }

    async fn confirm(&self, payer: &PayerId, waiting: &ChargeOutcome, yes: bool) {
        let ChargeOutcome::NeedsAction { charge, .. } = waiting else {
            panic!("{waiting:?} does not wait")
        };
        self.gateway.authenticate(payer, charge, yes).await.unwrap();
    }

    async fn charge_and_die(&self, request: &ChargeRequest) {
        drop(self.restarted().charge(request).await);
    }

    async fn till(&self, payer: &PayerId) -> i64 {
        let mut sum = 0;
        for file in std::fs::read_dir(self.folder.path().join("payments")).unwrap() {
            let file = file.unwrap();
            if !file.file_name().to_str().unwrap().starts_with("sim_ch_") {
                continue;
            }
            let page: Value = serde_json::from_str(&std::fs::read_to_string(file.path()).unwrap()).unwrap();
            if page["payer"] == payer.as_str() && page["state"] == "paid" {
                let back: i64 = page["refunds"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(|r| r["cents"].as_i64())
                    .sum();
                sum += page["cents"].as_i64().unwrap() - back;
            }
        }
        sum
    }
}
