//! Verdicts with the store behind them.

use crate::keys::{Desk, desk};
use crate::support::*;
use domain::RoomName;
use std::time::Duration;
use store::apps::AppStatus;

fn room() -> RoomName {
    "daily".parse().unwrap()
}

async fn rule(desk: &Desk, token: &str) -> Option<&'static str> {
    let verdict = desk.tokens.admit(token, &desk.app, &room()).await.unwrap();
    verdict.refusal().map(|refusal| refusal.rule.code())
}

#[tokio::test]
async fn a_key_s_life_is_its_tokens_life() {
    store::testing::on_both(async |store| {
        let desk = desk(store).await;
        let key = desk
            .tokens
            .add_key(&desk.app, "server", &ours().public_pem)
            .await
            .unwrap();
        let token = desk.token(&key.id);
        assert_eq!(rule(&desk, &token).await, None);
        desk.tokens.disable_key(&desk.app, &key.id).await.unwrap();
        assert_eq!(rule(&desk, &token).await, Some("key_disabled"));
        desk.tokens.enable_key(&desk.app, &key.id).await.unwrap();
        assert_eq!(rule(&desk, &token).await, None);
        desk.tokens.remove_key(&desk.app, &key.id).await.unwrap();
        assert_eq!(rule(&desk, &token).await, Some("key_unknown"));
    })
    .await;
}

#[tokio::test]
async fn only_joins_count_as_use_and_not_every_one_is_written() {
    store::testing::on_both(async |store| {
        let desk = desk(store).await;
        let key = desk
            .tokens
            .add_key(&desk.app, "server", &ours().public_pem)
            .await
            .unwrap();
        let token = desk.token(&key.id);
        let last = async || desk.tokens.keys(&desk.app).await.unwrap()[0].last_used_at;
        assert!(
            desk.tokens
                .verdict(&token, None, None)
                .await
                .unwrap()
                .admitted()
                .is_some()
        );
        assert_eq!(last().await, None);
        assert_eq!(rule(&desk, &token).await, None);
        assert_eq!(last().await, Some(now()));
        desk.clock.advance(Duration::from_secs(59));
        assert_eq!(rule(&desk, &token).await, None);
        assert_eq!(last().await, Some(now()));
        desk.clock.advance(Duration::from_secs(1));
        assert_eq!(rule(&desk, &token).await, None);
        assert_eq!(last().await, Some(now().plus(Duration::from_secs(60))));
    })
    .await;
}

#[tokio::test]
async fn blocked_apps_and_unknown_ones_admit_nobody() {
    store::testing::on_both(async |store| {
        let desk = desk(store.clone()).await;
        let key = desk
            .tokens
            .add_key(&desk.app, "server", &ours().public_pem)
            .await
            .unwrap();
        let token = desk.token(&key.id);
        store::apps::set_status(&store, &desk.app, AppStatus::Blocked)
            .await
            .unwrap();
        assert_eq!(rule(&desk, &token).await, Some("app_blocked"));
        store::apps::set_status(&store, &desk.app, AppStatus::Deleted)
            .await
            .unwrap();
        assert_eq!(rule(&desk, &token).await, Some("app_deleted"));
        let verdict = desk.tokens.verdict(&sign(&payload()), None, None).await.unwrap();
        assert_eq!(verdict.refusal().unwrap().rule.code(), "app_unknown");
    })
    .await;
}
