//! From a form to a proven address and a live app.

use crate::world::{PASSWORD, World, address, form, secret, visitor};
use accounts::{Error, SignUp};
use std::time::Duration;
use store::apps::AppStatus;
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

        // A log-in before that sends the link again.
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
        assert!(apps.iter().all(|app| app.status == AppStatus::Active));
        let mut modes: Vec<_> = apps.iter().map(|app| (app.mode.as_str(), &app.id)).collect();
        modes.sort_unstable();
        assert_eq!(modes.len(), 2);
        assert_eq!(modes[0], ("LIVE", &session.app));
        assert_eq!((modes[1].0, session.has_sandbox), ("SANDBOX", true));
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
        let shown = world.verification(&link).await.unwrap();
        assert_eq!(
            world.verification(&link).await.unwrap(),
            shown,
            "a look changes nothing"
        );
        assert_eq!(
            (
                shown.name.as_str(),
                shown.organisation.as_str(),
                shown.email.as_str()
            ),
            ("Ada Lovelace", "Analytical Engines", EMAIL)
        );
        world.verify_email(&link).await.unwrap();
        assert!(matches!(
            world.verify_email(&link).await,
            Err(Error::AlreadyVerified)
        ));
        assert!(matches!(
            world.verification(&link).await,
            Err(Error::AlreadyVerified)
        ));
        world.advance(Duration::from_secs(1));
        assert!(matches!(world.verification(&link).await, Err(Error::LinkExpired)));
    })
    .await;
}

#[tokio::test]
async fn an_address_with_an_account_is_told_by_mail_and_not_on_the_page() {
    on_both(async |store| {
        let world = World::new(store);
        world.verified(EMAIL).await;
        world.advance(Duration::from_secs(1));
        world.sign_up(eve()).await.unwrap();
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

fn eve() -> SignUp {
    SignUp {
        organisation: "Eavesdroppers".to_owned(),
        name: "Eve".to_owned(),
        password: secret("another horse"),
        ..form(EMAIL)
    }
}

#[tokio::test]
async fn a_link_activates_what_was_typed_for_it_whoever_signs_up_first() {
    for stranger_first in [true, false] {
        on_both(async |store| {
            let world = World::new(store);
            let (mut owners, mut strangers) = (String::new(), String::new());
            for stranger in [stranger_first, !stranger_first] {
                world.advance(Duration::from_secs(1));
                if stranger {
                    world.sign_up(eve()).await.unwrap();
                    strangers = world.newest_token(EMAIL).await;
                } else {
                    world.signed_up(EMAIL).await;
                    owners = world.newest_token(EMAIL).await;
                }
            }
            assert_eq!(world.verification(&strangers).await.unwrap().name, "Eve");
            world.verify_email(&owners).await.unwrap();
            let wrong = world.log_in(EMAIL, &secret("another horse"), &visitor(1)).await;
            assert!(matches!(wrong, Err(Error::WrongCredentials)), "{wrong:?}");
            let token = world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
            let session = world.session(token.expose()).await.unwrap().unwrap();
            assert_eq!(session.name, "Ada Lovelace");
            assert_eq!(session.organisation, "Analytical Engines");
            // The stranger's link is worth nothing now, even if the owner follows it.
            let late = world.verify_email(&strangers).await;
            assert!(matches!(late, Err(Error::AlreadyVerified)), "{late:?}");
            world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
        })
        .await;
    }
}

#[tokio::test]
async fn a_sign_up_that_sends_no_mail_changes_nothing() {
    on_both(async |store| {
        let world = World::new(store);
        world.signed_up(EMAIL).await;
        let link = world.newest_token(EMAIL).await;
        for _ in 0..2 {
            world.signed_up(EMAIL).await;
        }
        for _ in 0..3 {
            world.sign_up(eve()).await.unwrap();
        }
        assert_eq!(world.mailbox().await.unwrap().len(), 3);
        // The link that is sent again is not the stranger's either.
        world.advance(Duration::from_secs(600));
        world.send_verification_again(EMAIL).await.unwrap();
        let again = world.newest_token(EMAIL).await;
        assert_eq!(world.verification(&again).await.unwrap().name, "Ada Lovelace");
        world.verify_email(&link).await.unwrap();
        let wrong = world.log_in(EMAIL, &secret("another horse"), &visitor(1)).await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)), "{wrong:?}");
        world.log_in(EMAIL, &secret(PASSWORD), &visitor(1)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn mails_and_sign_ups_that_nobody_confirms_are_forgotten_after_a_week() {
    on_both(async |store| {
        let world = World::new(store);
        world.verified("kept@example.org").await;
        world.signed_up(EMAIL).await;
        world.advance(6 * DAY);
        world.sweep().await.unwrap();
        assert_eq!(world.mailbox().await.unwrap().len(), 2);
        world.send_verification_again(EMAIL).await.unwrap();
        world.advance(DAY + Duration::from_secs(1));
        world.sweep().await.unwrap();
        assert_eq!(world.mailbox().await.unwrap().len(), 1);
        let found = store::members::by_email(&world.store, EMAIL).await.unwrap();
        assert_eq!(found, None);
        let kept = store::members::by_email(&world.store, "kept@example.org").await;
        assert!(kept.unwrap().is_some());
        world.verified(EMAIL).await;
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
        for _ in 0..9 {
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
async fn one_address_cannot_ask_for_links_endlessly() {
    on_both(async |store| {
        let world = World::new(store);
        for n in 0..10 {
            let email = format!("a{n}@example.org");
            if n % 2 == 0 {
                world.request_password_reset(&email).await.unwrap();
            } else {
                world.send_verification_again(&email).await.unwrap();
            }
        }
        for refused in [
            world.request_password_reset(EMAIL).await,
            world.send_verification_again(EMAIL).await,
        ] {
            assert!(matches!(refused, Err(Error::Throttled { .. })), "{refused:?}");
        }
        let elsewhere = world.accounts.request_password_reset(EMAIL, address(2));
        assert!(elsewhere.is_ok(), "{elsewhere:?}");
    })
    .await;
}

#[tokio::test]
async fn a_wish_is_noted_before_the_account_is_looked_for_and_too_many_are_sent_away() {
    on_both(async |store| {
        let world = World::new(store.clone());
        world.verified(EMAIL).await;
        // With the database away, known and unknown addresses are answered alike.
        store.close().await;
        for email in [EMAIL, "nobody@example.org"] {
            world.accounts.request_password_reset(email, address(9)).unwrap();
        }
        let mut refused = None;
        for n in 0..=255 {
            for _ in 0..10 {
                refused = world
                    .accounts
                    .request_password_reset(EMAIL, address(n))
                    .err()
                    .or(refused);
            }
        }
        assert!(matches!(refused, Some(Error::Throttled { .. })), "{refused:?}");
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
