//! Verdicts with the store behind them.

use crate::keys::{Desk, desk};
use crate::support::*;
use domain::RoomName;
use serde_json::json;
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

#[tokio::test]
async fn a_return_forgives_the_expiry_and_nothing_else() {
    store::testing::on_both(async |store| {
        let desk = desk(store.clone()).await;
        let key = desk
            .tokens
            .add_key(&desk.app, "server", &ours().public_pem)
            .await
            .unwrap();
        let token = desk.token(&key.id);
        let again = async |token: &str, room: &str| {
            let room: RoomName = room.parse().unwrap();
            let verdict = desk.tokens.readmit(token, &desk.app, &room).await.unwrap();
            verdict.refusal().map(|refusal| refusal.rule.code())
        };
        desk.clock.advance(Duration::from_secs(2 * 86_400));
        assert_eq!(rule(&desk, &token).await, Some("expired"));
        assert_eq!(again(&token, "daily").await, None);

        let change = |path: &str, value: serde_json::Value| {
            let mut header = header();
            header["kid"] = json!(key.id.as_str());
            let mut payload = with(path, value);
            if path != "/sub" {
                payload["sub"] = json!(desk.app.as_str());
            }
            (header, payload)
        };
        for (path, value, broken) in [
            ("/sub", json!(APP), "subject_wrong"),
            ("/aud", json!("other"), "audience_wrong"),
            ("/exp", json!(null), "exp_missing"),
            ("/exp", json!("soon"), "exp_invalid"),
            ("/nbf", json!(NOW + 9 * 86_400), "not_yet_valid"),
            ("/room", json!("weekly"), "room_mismatch"),
        ] {
            let (header, payload) = change(path, value);
            let token = sign_with(&ours().pair, &header, &payload);
            assert_eq!(again(&token, "daily").await, Some(broken));
            let forged = sign_with(&theirs().pair, &header, &payload);
            assert_eq!(again(&forged, "daily").await, Some("signature_invalid"));
        }
        desk.tokens.disable_key(&desk.app, &key.id).await.unwrap();
        assert_eq!(again(&token, "daily").await, Some("key_disabled"));
        desk.tokens.remove_key(&desk.app, &key.id).await.unwrap();
        assert_eq!(again(&token, "daily").await, Some("key_unknown"));
        store::apps::set_status(&store, &desk.app, AppStatus::Blocked)
            .await
            .unwrap();
        assert_eq!(again(&token, "daily").await, Some("app_blocked"));
    })
    .await;
}
