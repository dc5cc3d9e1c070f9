//! Keys belong to one app and to no other.

use crate::fixture::{add_key, at, tenant};
use domain::{AppId, KeyId, Random};
use store::keys::{self, Key};
use store::testing::{on_both, random};

fn key(random: &Random, app: &AppId, created: i64) -> Key {
    Key {
        id: KeyId::new(app, random),
        app: app.clone(),
        title: format!("key {created}"),
        public_pem: "-----BEGIN PUBLIC KEY-----".to_owned(),
        created_at: at(created),
        last_used_at: None,
        disabled_at: None,
    }
}

#[tokio::test]
async fn a_key_is_found_again_as_it_was_by_its_own_app_only() {
    on_both(async |store| {
        let random = random();
        let (_, mine) = tenant(&store, &random, "a@example.org").await;
        let (_, other) = tenant(&store, &random, "b@example.org").await;
        let first = key(&random, &mine.id, 1);
        let second = Key {
            last_used_at: Some(at(5)),
            disabled_at: Some(at(6)),
            ..key(&random, &mine.id, 2)
        };
        add_key(&store, &mine.id, &second).await.unwrap();
        add_key(&store, &mine.id, &first).await.unwrap();

        let found = keys::find(&store, &mine.id, &second.id).await.unwrap();
        assert_eq!(found, Some(second.clone()));
        assert_eq!(
            keys::list(&store, &mine.id).await.unwrap(),
            [first.clone(), second]
        );
        assert_eq!(keys::find(&store, &other.id, &first.id).await.unwrap(), None);
        assert_eq!(keys::list(&store, &other.id).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_not_added_twice_nor_to_an_app_that_is_not_there() {
    on_both(async |store| {
        let random = random();
        let (_, app) = tenant(&store, &random, "a@example.org").await;
        let key = key(&random, &app.id, 1);
        add_key(&store, &app.id, &key).await.unwrap();
        let twice = add_key(&store, &app.id, &key).await.unwrap_err();
        assert!(twice.is_unique("keys_app_id"), "{twice:?}");
        let nowhere = add_key(&store, &AppId::new(&random), &key).await.unwrap_err();
        assert_eq!(nowhere, store::Error::Reference);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_disabled_enabled_and_removed_by_its_own_app_only() {
    on_both(async |store| {
        let random = random();
        let (_, mine) = tenant(&store, &random, "a@example.org").await;
        let (_, other) = tenant(&store, &random, "b@example.org").await;
        let key = key(&random, &mine.id, 1);
        add_key(&store, &mine.id, &key).await.unwrap();
        let disabled_at = async || {
            keys::find(&store, &mine.id, &key.id)
                .await
                .unwrap()
                .unwrap()
                .disabled_at
        };

        assert!(
            !keys::set_disabled(&store, &other.id, &key.id, Some(at(9)))
                .await
                .unwrap()
        );
        assert_eq!(disabled_at().await, None);
        assert!(
            keys::set_disabled(&store, &mine.id, &key.id, Some(at(9)))
                .await
                .unwrap()
        );
        assert_eq!(disabled_at().await, Some(at(9)));
        assert!(keys::set_disabled(&store, &mine.id, &key.id, None).await.unwrap());
        assert_eq!(disabled_at().await, None);

        assert!(!keys::remove(&store, &other.id, &key.id).await.unwrap());
        assert!(keys::remove(&store, &mine.id, &key.id).await.unwrap());
        assert!(!keys::remove(&store, &mine.id, &key.id).await.unwrap());
        assert_eq!(keys::find(&store, &mine.id, &key.id).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn the_last_use_never_goes_back() {
    on_both(async |store| {
        let random = random();
        let (_, app) = tenant(&store, &random, "a@example.org").await;
        let key = key(&random, &app.id, 1);
        assert!(!keys::touch(&store, &app.id, &key.id, at(3)).await.unwrap());
        add_key(&store, &app.id, &key).await.unwrap();
        for (used, kept) in [(3, 3), (7, 7), (5, 7)] {
            assert!(keys::touch(&store, &app.id, &key.id, at(used)).await.unwrap());
            let found = keys::find(&store, &app.id, &key.id).await.unwrap().unwrap();
            assert_eq!(found.last_used_at, Some(at(kept)));
        }
    })
    .await;
}
