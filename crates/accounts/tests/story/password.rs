//! New passwords: by mail, or knowing the old one.

use crate::world::{PASSWORD, World, secret, visitor};
use accounts::Error;
use std::time::Duration;
use store::testing::on_both;

const EMAIL: &str = "ada@example.org";
const NEW: &str = "a new sentence";

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_mail_and_every_session_ends() {
    on_both(async |store| {
        let world = World::new(store);
        let member = world.verified(EMAIL).await;
        let old = world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        world.advance(Duration::from_secs(1));
        world.request_password_reset(" Ada@example.org").await.unwrap();
        let link = world.newest_token(EMAIL).await;
        assert!(world.reset_link_works(&link).await.unwrap());
        assert!(!world.reset_link_works("nonsense").await.unwrap());

        let weak = world.reset_password(&link, &secret("short")).await.unwrap_err();
        assert!(
            matches!(
                weak,
                Error::Invalid {
                    field: "password",
                    ..
                }
            ),
            "{weak:?}"
        );
        assert_eq!(world.reset_password(&link, &secret(NEW)).await.unwrap(), member);
        let again = world.reset_password(&link, &secret("yet another one")).await;
        assert!(matches!(again, Err(Error::LinkExpired)));

        assert_eq!(world.session(old.expose()).await.unwrap(), None);
        let wrong = world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)));
        world.log_in(EMAIL, &secret(NEW), &visitor(1)).await.unwrap();
        assert!(
            world
                .subjects(EMAIL)
                .await
                .contains(&"Your password has been changed".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn the_link_works_for_an_hour_and_only_the_newest() {
    on_both(async |store| {
        let world = World::new(store);
        world.verified(EMAIL).await;
        world.advance(Duration::from_secs(1));
        world.request_password_reset(EMAIL).await.unwrap();
        let first = world.newest_token(EMAIL).await;
        world.advance(Duration::from_secs(1));
        world.request_password_reset(EMAIL).await.unwrap();
        let second = world.newest_token(EMAIL).await;
        assert!(!world.reset_link_works(&first).await.unwrap());
        world.advance(Duration::from_secs(3599));
        assert!(world.reset_link_works(&second).await.unwrap());
        world.advance(Duration::from_secs(1));
        let late = world.reset_password(&second, &secret(NEW)).await;
        assert!(matches!(late, Err(Error::LinkExpired)));
        // Nor does it prove an address in place of the other kind of link.
        world.request_password_reset("nobody@example.org").await.unwrap();
        assert!(world.subjects("nobody@example.org").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_reset_proves_the_address_too() {
    on_both(async |store| {
        let world = World::new(store);
        world.signed_up(EMAIL).await;
        world.advance(Duration::from_secs(1));
        world.request_password_reset(EMAIL).await.unwrap();
        let link = world.newest_token(EMAIL).await;
        world.reset_password(&link, &secret(NEW)).await.unwrap();
        let token = world.log_in(EMAIL, &secret(NEW), &visitor(1)).await.unwrap();
        assert!(world.session(token.expose()).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn who_knows_the_old_password_chooses_a_new_one() {
    on_both(async |store| {
        let world = World::new(store);
        let member = world.verified(EMAIL).await;
        let old = world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        let wrong = world
            .change_password(member, &secret("wrong horse"), &secret(NEW))
            .await
            .unwrap_err();
        assert!(
            matches!(
                wrong,
                Error::Invalid {
                    field: "old_password",
                    ..
                }
            ),
            "{wrong:?}"
        );
        let weak = world
            .change_password(member, &secret(PASSWORD), &secret("12345678"))
            .await
            .unwrap_err();
        assert!(
            matches!(
                weak,
                Error::Invalid {
                    field: "password",
                    ..
                }
            ),
            "{weak:?}"
        );
        world
            .change_password(member, &secret(PASSWORD), &secret(NEW))
            .await
            .unwrap();
        assert_eq!(world.session(old.expose()).await.unwrap(), None);
        world.log_in(EMAIL, &secret(NEW), &visitor(1)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_old_password_cannot_be_guessed_through_the_form() {
    on_both(async |store| {
        let world = World::new(store);
        let member = world.verified(EMAIL).await;
        for _ in 0..5 {
            let wrong = world
                .change_password(member, &secret("wrong horse"), &secret(NEW))
                .await;
            assert!(matches!(wrong, Err(Error::Invalid { .. })), "{wrong:?}");
        }
        let refused = world
            .change_password(member, &secret(PASSWORD), &secret(NEW))
            .await;
        assert!(matches!(refused, Err(Error::Throttled { .. })), "{refused:?}");
    })
    .await;
}
