//! Adding keys and taking them away.

use crate::support::{NOW, header, now, ours, payload, sign_with, theirs};
use domain::{AppId, Clock, CustomerId, KeyId, ManualClock};
use rand::SeedableRng;
use serde_json::json;
use std::sync::Arc;
use store::Store;
use store::apps::{App, AppMode, AppStatus};
use store::customers::Customer;
use tokens::{KeyError, MAX_KEYS, TitleError, Tokens};

pub(crate) struct Desk {
    pub(crate) tokens: Tokens,
    pub(crate) app: AppId,
    pub(crate) clock: Arc<ManualClock>,
}

impl Desk {
    /// A token of this app, signed by our pair.
    pub(crate) fn token(&self, kid: &KeyId) -> String {
        let mut header = header();
        header["kid"] = json!(kid.as_str());
        let mut payload = payload();
        payload["sub"] = json!(self.app.as_str());
        payload["exp"] = json!(NOW + 86_400);
        sign_with(&ours().pair, &header, &payload)
    }
}

/// A customer with one app.
pub(crate) async fn desk(store: Store) -> Desk {
    let random = domain::Random::new(rand::rngs::StdRng::seed_from_u64(3));
    let customer = Customer {
        id: CustomerId::new(&random),
        organisation: "Test".to_owned(),
        anchor: now().date(),
        created_at: now(),
    };
    let app = App {
        id: AppId::new(&random),
        customer: customer.id,
        mode: AppMode::Live,
        status: AppStatus::Active,
        anchor: customer.anchor,
        created_at: now(),
    };
    let mut tx = store.begin().await.unwrap();
    store::customers::insert(&mut tx, &customer).await.unwrap();
    store::apps::insert(&mut tx, &app).await.unwrap();
    tx.commit().await.unwrap();
    let clock = Arc::new(ManualClock::new(now()));
    let tokens = Tokens::new(store, Arc::clone(&clock) as Arc<dyn Clock>, Arc::new(random));
    Desk {
        tokens,
        app: app.id,
        clock,
    }
}

#[tokio::test]
async fn a_key_is_added_under_its_app_and_found_again() {
    store::testing::on_both(async |store| {
        let desk = desk(store).await;
        let key = desk
            .tokens
            .add_key(&desk.app, "  My server ", &ours().public_pem)
            .await
            .unwrap();
        assert_eq!(key.title, "My server");
        assert_eq!(key.id.app(), desk.app);
        assert!(key.public_pem.starts_with("-----BEGIN PUBLIC KEY-----\n"));
        assert_eq!(desk.tokens.keys(&desk.app).await.unwrap(), [key]);
    })
    .await;
}

#[tokio::test]
async fn bad_titles_bad_keys_and_duplicates_are_refused() {
    store::testing::on_both(async |store| {
        let desk = desk(store).await;
        let add = async |title: &str, pem: &str| desk.tokens.add_key(&desk.app, title, pem).await;
        let pem = &ours().public_pem;
        assert_eq!(add(" \t", pem).await, Err(KeyError::Title(TitleError::Empty)));
        assert_eq!(
            add(&"x".repeat(81), pem).await,
            Err(KeyError::Title(TitleError::TooLong(81)))
        );
        assert!(matches!(
            add("x", "-----BEGIN PRIVATE KEY-----").await,
            Err(KeyError::Pem(_))
        ));
        assert!(
            desk.tokens.keys(&desk.app).await.unwrap().is_empty(),
            "nothing was stored"
        );
        let key = add("first", pem).await.unwrap();
        let again = pem.replace('\n', "\r\n");
        let title = "first".to_owned();
        assert_eq!(
            add("second", &again).await,
            Err(KeyError::Duplicate { title, id: key.id })
        );
        assert!(add("second", &theirs().public_pem).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn keys_that_are_not_there_cannot_be_changed() {
    store::testing::on_both(async |store| {
        let desk = desk(store).await;
        let id: KeyId = format!("{}/zzz", desk.app).parse().unwrap();
        assert_eq!(
            desk.tokens.disable_key(&desk.app, &id).await,
            Err(KeyError::NotFound)
        );
        assert_eq!(
            desk.tokens.enable_key(&desk.app, &id).await,
            Err(KeyError::NotFound)
        );
        assert_eq!(
            desk.tokens.remove_key(&desk.app, &id).await,
            Err(KeyError::NotFound)
        );
        let key = desk
            .tokens
            .add_key(&desk.app, "x", &ours().public_pem)
            .await
            .unwrap();
        let other: AppId = crate::support::OTHER_APP.parse().unwrap();
        assert_eq!(
            desk.tokens.remove_key(&other, &key.id).await,
            Err(KeyError::NotFound)
        );
        assert_eq!(desk.tokens.keys(&desk.app).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_app_has_twenty_keys_at_most() {
    store::testing::on_sqlite(async |store| {
        let desk = desk(store.clone()).await;
        let mut tx = store.begin().await.unwrap();
        for number in 0..MAX_KEYS {
            let key = store::keys::Key {
                id: format!("{}/k{number}", desk.app).parse().unwrap(),
                app: desk.app.clone(),
                title: "x".to_owned(),
                public_pem: format!("pem {number}"),
                created_at: now(),
                last_used_at: None,
                disabled_at: None,
            };
            store::keys::insert(&mut tx, &desk.app, &key).await.unwrap();
        }
        tx.commit().await.unwrap();
        let full = desk.tokens.add_key(&desk.app, "x", &ours().public_pem).await;
        assert_eq!(full, Err(KeyError::TooMany));
    })
    .await;
}

#[tokio::test]
async fn the_same_key_added_twice_at_once_is_added_once() {
    store::testing::on_both(async |store| {
        let desk = desk(store.clone()).await;
        let pem = &ours().public_pem;
        let (one, two) = tokio::join!(
            desk.tokens.add_key(&desk.app, "one", pem),
            desk.tokens.add_key(&desk.app, "two", pem)
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_eq!(desk.tokens.keys(&desk.app).await.unwrap().len(), 1);
    })
    .await;
}
