//! From a form to a proven address and a live app.

use crate::world::{PASSWORD, World, form, secret, visitor};
use accounts::{Error, SignUp};
use std::time::Duration;
use store::apps::{AppMode, AppStatus};
use store::testing::on_both;
use time::macros::date;

const EMAIL: &str = "ada@example.org";
const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn sign_up_link_and_log_in() {
    on_both(async |store| {
        let world = World::new(store);
        world
            .sign_up(SignUp {
                email: " Ada@Example.org ".to_owned(),
                ..form("")
            })
            .await
            .unwrap();
        let mails = world.mailbox().await.unwrap();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].recipient, EMAIL);
        assert!(
            mails[0]
                .body
                .contains("https://meet.example.org/verify-email?token="),
            "{}",
            mails[0].body
        );
        assert_eq!(world.mail(mails[0].id).await.unwrap().as_ref(), Some(&mails[0]));

        // A log-in before that sends the link again, and only the newest works.
        world.advance(Duration::from_secs(1));
        let early = world
            .log_in(EMAIL, &secret(PASSWORD), &visitor(1))
            .await
            .unwrap_err();
        assert!(matches!(early, Error::NotVerified), "{early:?}");

        let member = world
            .verify_email(&world.newest_token(EMAIL).await)
            .await
            .unwrap();
        let token = world
            .log_in("ADA@example.org", &secret(PASSWORD), &visitor(1))
            .await
            .unwrap();
        let session = world.session(token.expose()).await.unwrap().unwrap();
        assert_eq!(session.member, member);
        assert_eq!(session.name, "Ada Lovelace");
        assert_eq!(session.email, EMAIL);
        assert_eq!(session.organisation, "Analytical Engines");
        assert_eq!(session.anchor, date!(2026 - 03 - 08));
        let apps = store::apps::of_customer(&world.store, session.customer)
            .await
            .unwrap();
        assert_eq!(apps.len(), 1);
        assert_eq!(apps[0].id, session.app);
        assert_eq!((apps[0].mode, apps[0].status), (AppMode::Live, AppStatus::Active));
    })
    .await;
}

#[tokio::test]
async fn a_link_works_once_and_for_a_day() {
    on_both(async |store| {
        let world = World::new(store);
        world.signed_up(EMAIL).await;
        let link = world.newest_token(EMAIL).await;
        assert!(matches!(
            world.verify_email("nonsense").await,
            Err(Error::LinkExpired)
        ));
        assert!(matches!(
            world.verify_email(&"x".repeat(43)).await,
            Err(Error::LinkExpired)
        ));
        world.advance(DAY);
        assert!(matches!(world.verify_email(&link).await, Err(Error::LinkExpired)));

        world.send_verification_again(EMAIL).await.unwrap();
        let link = world.newest_token(EMAIL).await;
        world.advance(DAY - Duration::from_secs(1));
        world.verify_email(&link).await.unwrap();
        assert!(matches!(world.verify_email(&link).await, Err(Error::LinkExpired)));
    })
    .await;
}

#[tokio::test]
async fn an_address_with_an_account_is_told_by_mail_and_not_on_the_page() {
    on_both(async |store| {
        let world = World::new(store);
        world.verified(EMAIL).await;
        world.advance(Duration::from_secs(1));
        let eve = SignUp {
            name: "Eve".to_owned(),
            password: secret("another horse"),
            ..form(EMAIL)
        };
        world.sign_up(eve).await.unwrap();
        assert_eq!(
            world.subjects(EMAIL).await,
            ["Confirm your e-mail address", "You already have an account"]
        );
        // Nothing has changed for the owner.
        let token = world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        let session = world.session(token.expose()).await.unwrap().unwrap();
        assert_eq!(session.name, "Ada Lovelace");
        let wrong = world.log_in(EMAIL, &secret("another horse"), &visitor(1)).await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)));
        // Neither do requests for links tell anything.
        world.send_verification_again(EMAIL).await.unwrap();
        world.send_verification_again("nobody@example.org").await.unwrap();
        assert_eq!(world.subjects(EMAIL).await.len(), 2);
        assert_eq!(world.subjects("nobody@example.org").await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_was_never_proven_belongs_to_the_last_who_signs_up() {
    on_both(async |store| {
        let world = World::new(store);
        let eve = SignUp {
            name: "Eve".to_owned(),
            password: secret("another horse"),
            ..form(EMAIL)
        };
        world.sign_up(eve).await.unwrap();
        let first_link = world.newest_token(EMAIL).await;
        world.advance(Duration::from_secs(1));
        world.signed_up(EMAIL).await;
        assert!(matches!(
            world.verify_email(&first_link).await,
            Err(Error::LinkExpired)
        ));
        world
            .verify_email(&world.newest_token(EMAIL).await)
            .await
            .unwrap();
        let wrong = world.log_in(EMAIL, &secret("another horse"), &visitor(1)).await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)));
        let token = world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        assert_eq!(
            world.session(token.expose()).await.unwrap().unwrap().name,
            "Ada Lovelace"
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_names_the_field_and_what_to_do() {
    on_both(async |store| {
        let world = World::new(store);
        for (field, bad) in [
            (
                "organisation",
                SignUp {
                    organisation: "  ".to_owned(),
                    ..form(EMAIL)
                },
            ),
            (
                "name",
                SignUp {
                    name: "a\nb".to_owned(),
                    ..form(EMAIL)
                },
            ),
            ("email", form("ada")),
            (
                "password",
                SignUp {
                    password: secret("short"),
                    ..form(EMAIL)
                },
            ),
            (
                "password",
                SignUp {
                    password: secret("Password123"),
                    ..form(EMAIL)
                },
            ),
            (
                "password",
                SignUp {
                    password: secret(EMAIL),
                    ..form(EMAIL)
                },
            ),
        ] {
            match world.sign_up(bad).await.unwrap_err() {
                Error::Invalid {
                    field: named,
                    message,
                } => {
                    assert_eq!(named, field);
                    assert!(message.len() > 20, "{message}");
                }
                other => panic!("{field}: {other:?}"),
            }
        }
        assert!(world.mailbox().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_stranger_cannot_flood_a_mailbox() {
    on_both(async |store| {
        let world = World::new(store);
        world.verified(EMAIL).await;
        for _ in 0..10 {
            world.signed_up(EMAIL).await;
            world.request_password_reset(EMAIL).await.unwrap();
        }
        assert!(world.mailbox().await.unwrap().len() <= 4);
        world.advance(Duration::from_secs(1300));
        world.request_password_reset(EMAIL).await.unwrap();
        assert!(
            world
                .subjects(EMAIL)
                .await
                .contains(&"Choose a new password".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn one_address_cannot_sign_up_endlessly() {
    on_both(async |store| {
        let world = World::new(store);
        for n in 0..20 {
            world.signed_up(&format!("a{n}@example.org")).await;
        }
        let refused = world.sign_up(form("one-more@example.org")).await.unwrap_err();
        assert!(matches!(refused, Error::Throttled { .. }), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn two_sign_ups_at_the_same_moment_make_one_account() {
    on_both(async |store| {
        let world = World::new(store);
        let (one, two) = tokio::join!(world.sign_up(form(EMAIL)), world.sign_up(form(EMAIL)));
        one.unwrap();
        two.unwrap();
        let mut links = 0;
        for mail in world.mailbox().await.unwrap() {
            let token = mail
                .body
                .split("?token=")
                .nth(1)
                .unwrap()
                .split_whitespace()
                .next()
                .unwrap();
            links += usize::from(world.verify_email(token).await.is_ok());
        }
        assert_eq!(links, 1);
    })
    .await;
}
