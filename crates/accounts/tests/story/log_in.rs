//! Log-in, and what slows down guessing.

use crate::world::{PASSWORD, World, secret, visitor};
use accounts::{Error, PasswordCost};
use std::time::Duration;
use store::testing::on_both;

const EMAIL: &str = "ada@example.org";

fn wait(error: Error) -> Duration {
    match error {
        Error::Throttled { retry_after } => retry_after,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn wrong_and_unknown_look_the_same() {
    on_both(async |store| {
        let world = World::new(store);
        world.verified(EMAIL).await;
        let wrong = world
            .log_in(EMAIL, &secret("wrong horse"), &visitor(1))
            .await
            .unwrap_err();
        let unknown = world
            .log_in("nobody@example.org", &secret(PASSWORD), &visitor(1))
            .await
            .unwrap_err();
        let endless = world
            .log_in(EMAIL, &secret(&"x".repeat(10_000)), &visitor(1))
            .await
            .unwrap_err();
        for error in [&wrong, &unknown, &endless] {
            assert!(matches!(error, Error::WrongCredentials), "{error:?}");
        }
        assert_eq!(wrong.to_string(), unknown.to_string());
    })
    .await;
}

#[tokio::test]
async fn an_account_can_be_tried_five_times_a_minute_whether_it_exists_or_not() {
    on_both(async |store| {
        let world = World::new(store);
        world.verified(EMAIL).await;
        let mut waits = Vec::new();
        for email in [EMAIL, "nobody@example.org"] {
            for _ in 0..5 {
                let tried = world.log_in(email, &secret("wrong horse"), &visitor(10)).await;
                assert!(matches!(tried, Err(Error::WrongCredentials)), "{tried:?}");
            }
            let refused = world
                .log_in(email, &secret(PASSWORD), &visitor(10))
                .await
                .unwrap_err();
            waits.push(wait(refused));
        }
        assert_eq!(
            waits[0], waits[1],
            "the wait must not tell whether there is an account"
        );
        world.advance(waits[0]);
        world
            .log_in(EMAIL, &secret(PASSWORD), &visitor(10))
            .await
            .unwrap();
        // He has proven himself and has all his attempts again.
        for _ in 0..5 {
            let tried = world.log_in(EMAIL, &secret("wrong horse"), &visitor(10)).await;
            assert!(matches!(tried, Err(Error::WrongCredentials)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_stranger_does_not_lock_the_owner_out() {
    on_both(async |store| {
        let world = World::new(store);
        world.verified(EMAIL).await;
        for _ in 0..20 {
            let tried = world.log_in(EMAIL, &secret("wrong horse"), &visitor(66)).await;
            assert!(tried.is_err());
        }
        world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn many_strangers_together_are_slow_and_do_not_lock_the_owner_out() {
    on_both(async |store| {
        let world = World::new(store);
        world.verified(EMAIL).await;
        world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        let guess = async |n| world.log_in(EMAIL, &secret("wrong horse"), &visitor(n)).await;
        let mut tried = 0;
        let refused = loop {
            match guess(100 + tried).await {
                Err(Error::WrongCredentials) => tried += 1,
                Err(refused) => break wait(refused),
                Ok(_) => panic!("guessed"),
            }
        };
        assert!((40..60).contains(&tried), "{tried}");
        // Going on does not make it longer, and the owner is let in where he was before.
        for n in 200..220 {
            assert!(wait(guess(n).await.unwrap_err()) <= refused);
        }
        world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        // At a place where he never was, a new password by mail lets him in.
        world.advance(Duration::from_secs(1));
        world.request_password_reset(EMAIL).await.unwrap();
        let link = world.newest_token(EMAIL).await;
        world
            .reset_password(&link, &secret("a new sentence"))
            .await
            .unwrap();
        world
            .log_in(EMAIL, &secret("a new sentence"), &visitor(2))
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn an_address_can_try_twenty_times_a_minute() {
    on_both(async |store| {
        let world = World::new(store);
        for n in 0..20 {
            let tried = world
                .log_in(&format!("a{n}@example.org"), &secret(PASSWORD), &visitor(1))
                .await;
            assert!(matches!(tried, Err(Error::WrongCredentials)), "{tried:?}");
        }
        let refused = world
            .log_in("more@example.org", &secret(PASSWORD), &visitor(1))
            .await
            .unwrap_err();
        assert_eq!(wait(refused), Duration::from_secs(3));
        let other = world
            .log_in("more@example.org", &secret(PASSWORD), &visitor(2))
            .await;
        assert!(matches!(other, Err(Error::WrongCredentials)));
    })
    .await;
}

#[tokio::test]
async fn a_weak_hash_is_made_anew_at_log_in() {
    on_both(async |store| {
        let world = World::new(store.clone());
        let member = world.verified(EMAIL).await;
        let kept = async || {
            store::members::find(&store, member)
                .await
                .unwrap()
                .unwrap()
                .password_hash
        };
        assert!(kept().await.contains("m=64,t=1"));
        let grown = World::with_cost(
            store.clone(),
            PasswordCost {
                memory_kib: 128,
                passes: 2,
            },
        );
        grown.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        assert!(kept().await.contains("m=128,t=2"));
        grown.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
    })
    .await;
}
