//! Browser sessions.

use crate::fixture::{ANCHOR, app, at, tenant};
use domain::MemberId;
use store::TokenHash;
use store::apps::AppMode;
use store::sessions::{self, WebSession, Who};
use store::testing::{on_both, random};

fn session(member: MemberId, number: u8) -> WebSession {
    WebSession {
        hash: TokenHash([number; 32]),
        member,
        created_at: at(0),
        last_seen_at: at(i64::from(number)),
        expires_at: at(100),
        user_agent: "Firefox".to_owned(),
        address: "192.0.2.1".to_owned(),
    }
}

#[tokio::test]
async fn a_session_tells_who_it_is_until_it_expires() {
    on_both(async |store| {
        let (member, app) = tenant(&store, &random(), "a@example.org").await;
        let wanted = session(member.id, 1);
        sessions::insert(&store, &wanted).await.unwrap();
        assert_eq!(
            sessions::find(&store, wanted.hash, at(99)).await.unwrap(),
            Some(wanted.clone())
        );
        assert_eq!(sessions::find(&store, wanted.hash, at(100)).await.unwrap(), None);
        let who = sessions::who(&store, wanted.hash, at(99)).await.unwrap();
        let expected = Who {
            member: member.id,
            name: member.name,
            email: member.email,
            customer: member.customer,
            organisation: "Analytical Engines".to_owned(),
            anchor: ANCHOR,
            app: app.id,
            mode: AppMode::Live,
            has_sandbox: false,
            created_at: at(0),
            last_seen_at: at(1),
        };
        assert_eq!(who, Some(expected));
        assert_eq!(sessions::who(&store, wanted.hash, at(100)).await.unwrap(), None);
        assert_eq!(
            sessions::who(&store, TokenHash([9; 32]), at(1)).await.unwrap(),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn use_moves_the_end() {
    on_both(async |store| {
        let (member, _) = tenant(&store, &random(), "a@example.org").await;
        let wanted = session(member.id, 1);
        assert!(
            !sessions::touch(&store, wanted.hash, at(5), at(200))
                .await
                .unwrap()
        );
        sessions::insert(&store, &wanted).await.unwrap();
        assert!(
            sessions::touch(&store, wanted.hash, at(5), at(200))
                .await
                .unwrap()
        );
        let found = sessions::find(&store, wanted.hash, at(199))
            .await
            .unwrap()
            .unwrap();
        let expected = WebSession {
            last_seen_at: at(5),
            expires_at: at(200),
            ..wanted
        };
        assert_eq!(found, expected);
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_only() {
    on_both(async |store| {
        let random = random();
        let (mine, _) = tenant(&store, &random, "a@example.org").await;
        let (other, _) = tenant(&store, &random, "b@example.org").await;
        let (one, two, foreign) = (session(mine.id, 1), session(mine.id, 2), session(other.id, 3));
        for session in [&one, &two, &foreign] {
            sessions::insert(&store, session).await.unwrap();
        }
        let listed = sessions::of_member(&store, mine.id, at(50)).await.unwrap();
        assert_eq!(listed, [two.clone(), one.clone()]);
        assert!(!sessions::remove(&store, mine.id, foreign.hash).await.unwrap());
        assert!(sessions::remove(&store, mine.id, one.hash).await.unwrap());
        let mut tx = store.begin().await.unwrap();
        assert_eq!(sessions::remove_all(&mut tx, mine.id).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(sessions::of_member(&store, mine.id, at(50)).await.unwrap(), []);
        assert_eq!(sessions::sweep(&store, at(99)).await.unwrap(), 0);
        assert_eq!(sessions::sweep(&store, at(100)).await.unwrap(), 1);
        let orphan = session(MemberId::new(&random), 4);
        assert_eq!(
            sessions::insert(&store, &orphan).await,
            Err(store::Error::Reference)
        );
    })
    .await;
}

#[tokio::test]
async fn a_session_looks_at_the_sandbox_as_long_as_there_is_one() {
    on_both(async |store| {
        let random = random();
        let (member, live) = tenant(&store, &random, "ada@example.org").await;
        let session = session(member.id, 1);
        sessions::insert(&store, &session).await.unwrap();
        let look = async || {
            let who = sessions::who(&store, session.hash, at(0)).await.unwrap().unwrap();
            (who.app, who.mode, who.has_sandbox)
        };
        sessions::look_at(&store, member.id, session.hash, AppMode::Sandbox)
            .await
            .unwrap();
        assert_eq!(look().await, (live.id.clone(), AppMode::Live, false));
        let sandbox = app(&random, member.customer, AppMode::Sandbox);
        let mut tx = store.begin().await.unwrap();
        store::apps::insert(&mut tx, &sandbox).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(look().await, (sandbox.id.clone(), AppMode::Sandbox, true));
        sessions::look_at(&store, member.id, session.hash, AppMode::Live)
            .await
            .unwrap();
        assert_eq!(look().await, (live.id, AppMode::Live, true));
        let mut tx = store.begin().await.unwrap();
        let second = app(&random, member.customer, AppMode::Sandbox);
        let refused = store::apps::insert(&mut tx, &second).await.unwrap_err();
        // SQLite names a broken index by its columns.
        let there = refused.is_unique("apps_sandbox") || refused.is_unique("apps_customer");
        assert!(there, "{refused:?}");
    })
    .await;
}
