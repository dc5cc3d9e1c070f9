//! Apps and the customers they belong to.

use crate::fixture::{self, ANCHOR, app, at, tenant};
use domain::{AppId, CustomerId};
use store::apps::{self, App, AppMode, AppStatus};
use store::testing::{on_both, random};
use time::macros::date;

#[tokio::test]
async fn an_app_is_found_by_its_id_and_by_its_customer() {
    on_both(async |store| {
        let random = random();
        let (member, live) = tenant(&store, &random, "a@example.org").await;
        let sandbox = App {
            created_at: at(1),
            ..app(&random, member.customer, AppMode::Sandbox)
        };
        let mut tx = store.begin().await.unwrap();
        apps::insert(&mut tx, &sandbox).await.unwrap();
        let within = apps::of_customer_within(&mut tx, member.customer).await.unwrap();
        assert_eq!(within, [live.clone(), sandbox.clone()]);
        tx.commit().await.unwrap();

        assert_eq!(apps::find(&store, &live.id).await.unwrap(), Some(live.clone()));
        assert_eq!(apps::find(&store, &AppId::new(&random)).await.unwrap(), None);
        assert_eq!(
            apps::of_customer(&store, member.customer).await.unwrap(),
            [live, sandbox]
        );
        assert_eq!(
            apps::of_customer(&store, CustomerId::new(&random)).await.unwrap(),
            []
        );
    })
    .await;
}

#[tokio::test]
async fn a_customer_has_one_live_app_until_that_is_deleted() {
    on_both(async |store| {
        let random = random();
        let (member, live) = tenant(&store, &random, "a@example.org").await;
        let second = app(&random, member.customer, AppMode::Live);
        let mut tx = store.begin().await.unwrap();
        let refused = apps::insert(&mut tx, &second).await.unwrap_err();
        assert!(refused.is_unique("apps_customer"), "{refused:?}");
        drop(tx);

        assert!(
            apps::set_status(&store, &live.id, AppStatus::Deleted)
                .await
                .unwrap()
        );
        let mut tx = store.begin().await.unwrap();
        apps::insert(&mut tx, &second).await.unwrap();
        tx.commit().await.unwrap();
        let found = apps::find(&store, &live.id).await.unwrap().unwrap();
        assert_eq!(found.status, AppStatus::Deleted);
        assert!(
            !apps::set_status(&store, &AppId::new(&random), AppStatus::Blocked)
                .await
                .unwrap()
        );
    })
    .await;
}

#[tokio::test]
async fn every_app_has_an_anchor_of_its_own() {
    on_both(async |store| {
        let random = random();
        let (member, app) = tenant(&store, &random, "a@example.org").await;
        let trial = App {
            anchor: date!(2026 - 03 - 08),
            ..fixture::app(&random, member.customer, AppMode::Sandbox)
        };
        assert_eq!(apps::anchor(&store, &app.id).await.unwrap(), Some(ANCHOR));
        let mut tx = store.begin().await.unwrap();
        apps::insert(&mut tx, &trial).await.unwrap();
        assert_eq!(apps::anchor_within(&mut tx, &app.id).await.unwrap(), Some(ANCHOR));
        tx.commit().await.unwrap();
        assert_eq!(apps::anchor(&store, &trial.id).await.unwrap(), Some(trial.anchor));
        assert_eq!(apps::anchor(&store, &AppId::new(&random)).await.unwrap(), None);
    })
    .await;
}
