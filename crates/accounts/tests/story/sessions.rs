//! Sessions: new at every log-in, limited, listed, revocable.

use crate::world::{PASSWORD, World, secret, visitor};
use accounts::{ABSOLUTE_LIMIT, IDLE_LIMIT};
use std::time::Duration;
use store::apps::{AppMode, AppStatus};
use store::testing::on_both;

const EMAIL: &str = "ada@example.org";
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn every_log_in_opens_a_session_of_its_own() {
    on_both(async |store| {
        let world = World::new(store);
        let member = world.verified(EMAIL).await;
        let one = world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        world.advance(SECOND);
        let two = world.open_session(member, &visitor(2)).await.unwrap();
        assert_ne!(one.expose(), two.expose());
        let listed = world.sessions(member).await.unwrap();
        let agents: Vec<_> = listed
            .iter()
            .map(|s| (s.user_agent.as_str(), s.address.as_str()))
            .collect();
        assert_eq!(agents, [("Browser 2", "192.0.2.2"), ("Browser 1", "192.0.2.1")]);

        world.log_out(one.expose()).await.unwrap();
        world.log_out(one.expose()).await.unwrap();
        assert_eq!(world.session(one.expose()).await.unwrap(), None);
        let session = world.session(two.expose()).await.unwrap().unwrap();
        assert_eq!(session.token_hash, listed[0].token_hash);
        for nonsense in ["", "x", &"x".repeat(43), &"x".repeat(100_000)] {
            assert_eq!(world.session(nonsense).await.unwrap(), None);
            world.log_out(nonsense).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_when_idle_and_after_two_weeks_in_any_case() {
    on_both(async |store| {
        let world = World::new(store);
        world.verified(EMAIL).await;
        let idle = world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        world.advance(IDLE_LIMIT - SECOND);
        assert!(world.session(idle.expose()).await.unwrap().is_some());
        world.advance(IDLE_LIMIT);
        assert_eq!(world.session(idle.expose()).await.unwrap(), None);

        let busy = world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        let (step, mut age) = (Duration::from_secs(6 * 3600), Duration::ZERO);
        while age + step < ABSOLUTE_LIMIT {
            world.advance(step);
            age += step;
            assert!(world.session(busy.expose()).await.unwrap().is_some(), "{age:?}");
        }
        world.advance(step);
        assert_eq!(world.session(busy.expose()).await.unwrap(), None);
        world.sweep().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn sessions_are_ended_one_by_one_or_all_but_never_somebody_elses() {
    on_both(async |store| {
        let world = World::new(store);
        let ada = world.verified(EMAIL).await;
        let ben = world.verified("ben@example.org").await;
        let mut tokens = Vec::new();
        for n in 1..=3 {
            tokens.push(world.open_session(ada, &visitor(n)).await.unwrap());
        }
        let foreign = world.open_session(ben, &visitor(9)).await.unwrap();
        let foreign_hash = world.session(foreign.expose()).await.unwrap().unwrap().token_hash;
        let hash = world
            .session(tokens[0].expose())
            .await
            .unwrap()
            .unwrap()
            .token_hash;
        assert!(!world.revoke_session(ada, foreign_hash).await.unwrap());
        assert!(world.revoke_session(ada, hash).await.unwrap());
        assert!(!world.revoke_session(ada, hash).await.unwrap());
        assert_eq!(world.log_out_everywhere(ada).await.unwrap(), 2);
        assert!(world.sessions(ada).await.unwrap().is_empty());
        assert!(world.session(foreign.expose()).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn what_a_browser_calls_itself_is_cut_and_cleaned() {
    on_both(async |store| {
        let world = World::new(store);
        let member = world.verified(EMAIL).await;
        let odd = accounts::Visitor {
            user_agent: format!("\u{0}\u{7}{}", "é".repeat(5_000)),
            ..visitor(1)
        };
        world.open_session(member, &odd).await.unwrap();
        assert_eq!(
            world.sessions(member).await.unwrap()[0].user_agent,
            "é".repeat(300)
        );
    })
    .await;
}

#[tokio::test]
async fn a_session_changes_between_live_and_sandbox_and_an_erased_sandbox_is_started_anew() {
    on_both(async |store| {
        let world = World::new(store.clone());
        let member = world.verified(EMAIL).await;
        let token = world.open_session(member, &visitor(1)).await.unwrap();
        let now = async || world.session(token.expose()).await.unwrap().unwrap();
        let live = now().await;
        assert_eq!((live.mode, live.has_sandbox), (AppMode::Live, true));
        world.look_at(&live, AppMode::Sandbox).await.unwrap();
        let sandbox = now().await;
        assert_eq!(sandbox.mode, AppMode::Sandbox);
        assert_ne!(sandbox.app, live.app);
        // It is there, so starting it again only looks at it.
        world.start_sandbox(&live).await.unwrap();
        assert_eq!(now().await.app, sandbox.app);

        store::apps::set_status(&store, &sandbox.app, AppStatus::Deleted)
            .await
            .unwrap();
        let after = now().await;
        assert_eq!((after.mode, after.has_sandbox), (AppMode::Live, false));
        assert_eq!(after.app, live.app);
        world.start_sandbox(&after).await.unwrap();
        let next = now().await;
        assert_eq!(next.mode, AppMode::Sandbox);
        assert_ne!(next.app, sandbox.app);
    })
    .await;
}
