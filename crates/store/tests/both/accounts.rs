//! Customers and members.

use crate::fixture::{at, customer, member, tenant};
use domain::{CustomerId, MemberId};
use store::TokenHash;
use store::customers::{self, Customer};
use store::links::{self, Pending, Verification};
use store::members::{self, Member};
use store::testing::{on_both, random};

#[tokio::test]
async fn a_customer_is_found_again_as_it_was() {
    on_both(async |store| {
        let random = random();
        let mut wanted = customer(&random);
        let mut tx = store.begin().await.unwrap();
        customers::insert(&mut tx, &wanted).await.unwrap();
        assert_eq!(
            customers::find_within(&mut tx, wanted.id).await.unwrap(),
            Some(wanted.clone())
        );
        tx.commit().await.unwrap();
        assert_eq!(
            customers::find(&store, wanted.id).await.unwrap(),
            Some(wanted.clone())
        );
        assert_eq!(
            customers::find(&store, CustomerId::new(&random)).await.unwrap(),
            None
        );

        wanted = Customer {
            organisation: "Difference Engines".to_owned(),
            created_at: at(9),
            ..wanted
        };
        let mut tx = store.begin().await.unwrap();
        assert!(customers::replace(&mut tx, &wanted).await.unwrap());
        assert!(!customers::replace(&mut tx, &customer(&random)).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(
            customers::find(&store, wanted.id).await.unwrap(),
            Some(wanted.clone())
        );
        let mut tx = store.begin().await.unwrap();
        customers::rename(&mut tx, wanted.id, "Looms").await.unwrap();
        tx.commit().await.unwrap();
        wanted.organisation = "Looms".to_owned();
        assert_eq!(customers::find(&store, wanted.id).await.unwrap(), Some(wanted));
    })
    .await;
}

#[tokio::test]
async fn a_member_is_found_by_id_and_address() {
    on_both(async |store| {
        let random = random();
        let (wanted, _) = tenant(&store, &random, "a@example.org").await;
        let (_, _) = tenant(&store, &random, "b@example.org").await;
        let mut tx = store.begin().await.unwrap();
        let within = members::find_within(&mut tx, wanted.id).await.unwrap();
        assert_eq!(within, Some(wanted.clone()));
        let within = members::by_email_within(&mut tx, "a@example.org").await.unwrap();
        assert_eq!(within, Some(wanted.clone()));
        drop(tx);
        assert_eq!(
            members::find(&store, wanted.id).await.unwrap(),
            Some(wanted.clone())
        );
        assert_eq!(
            members::by_email(&store, "a@example.org").await.unwrap(),
            Some(wanted.clone())
        );
        assert_eq!(members::by_email(&store, "c@example.org").await.unwrap(), None);
        assert_eq!(members::find(&store, MemberId::new(&random)).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_address_has_one_account() {
    on_both(async |store| {
        let random = random();
        let (first, _) = tenant(&store, &random, "a@example.org").await;
        let mut tx = store.begin().await.unwrap();
        let second = member(&random, first.customer, "a@example.org");
        let refused = members::insert(&mut tx, &second).await.unwrap_err();
        assert!(refused.is_unique("members_email"), "{refused:?}");
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        let nowhere = member(&random, CustomerId::new(&random), "c@example.org");
        let refused = members::insert(&mut tx, &nowhere).await.unwrap_err();
        assert_eq!(refused, store::Error::Reference);
    })
    .await;
}

#[tokio::test]
async fn an_address_is_proven_once_and_the_first_moment_stays() {
    on_both(async |store| {
        let (wanted, _) = tenant(&store, &random(), "a@example.org").await;
        let mut tx = store.begin().await.unwrap();
        assert!(
            members::replace_unverified(&mut tx, wanted.id, "Augusta", "new")
                .await
                .unwrap()
        );
        assert!(members::set_verified(&mut tx, wanted.id, at(1)).await.unwrap());
        assert!(!members::set_verified(&mut tx, wanted.id, at(2)).await.unwrap());
        assert!(
            !members::replace_unverified(&mut tx, wanted.id, "Eve", "bad")
                .await
                .unwrap()
        );
        tx.commit().await.unwrap();
        let found = members::find(&store, wanted.id).await.unwrap().unwrap();
        let expected = Member {
            name: "Augusta".to_owned(),
            password_hash: "new".to_owned(),
            verified_at: Some(at(1)),
            ..wanted
        };
        assert_eq!(found, expected);
        assert!(
            !format!("{found:?}").contains("new"),
            "a hash must not reach a log"
        );
    })
    .await;
}

#[tokio::test]
async fn a_member_is_activated_once_with_what_was_pending() {
    on_both(async |store| {
        let (wanted, _) = tenant(&store, &random(), "a@example.org").await;
        let pending = |name: &str| Pending {
            organisation: String::new(),
            name: name.to_owned(),
            password_hash: format!("hash of {name}"),
        };
        let mut tx = store.begin().await.unwrap();
        let first = members::activate(&mut tx, wanted.id, &pending("Augusta"), at(1)).await;
        assert_eq!(first, Ok(true));
        let second = members::activate(&mut tx, wanted.id, &pending("Eve"), at(2)).await;
        assert_eq!(second, Ok(false));
        tx.commit().await.unwrap();
        let found = members::find(&store, wanted.id).await.unwrap().unwrap();
        let expected = Member {
            name: "Augusta".to_owned(),
            password_hash: "hash of Augusta".to_owned(),
            verified_at: Some(at(1)),
            ..wanted
        };
        assert_eq!(found, expected);
    })
    .await;
}

#[tokio::test]
async fn who_never_proved_an_address_is_swept_with_his_customer() {
    on_both(async |store| {
        let random = random();
        let (proven, _) = tenant(&store, &random, "proven@example.org").await;
        let mut tx = store.begin().await.unwrap();
        members::set_verified(&mut tx, proven.id, at(1)).await.unwrap();
        let mut waiting = Vec::new();
        for (email, created_at) in [
            ("old@example.org", at(0)),
            ("linked@example.org", at(0)),
            ("young@example.org", at(10)),
        ] {
            let customer = customer(&random);
            let member = Member {
                created_at,
                ..member(&random, customer.id, email)
            };
            customers::insert(&mut tx, &customer).await.unwrap();
            members::insert(&mut tx, &member).await.unwrap();
            waiting.push(member);
        }
        let link = Verification {
            member: waiting[1].id,
            pending: Pending {
                organisation: String::new(),
                name: String::new(),
                password_hash: String::new(),
            },
        };
        links::insert_verification(&mut tx, &link, TokenHash([1; 32]), at(5), at(21))
            .await
            .unwrap();
        let gone = members::sweep_unverified(&mut tx, at(10), at(20)).await;
        assert_eq!(gone, Ok(1));
        tx.commit().await.unwrap();
        for (member, stays) in [
            (&proven, true),
            (&waiting[0], false),
            (&waiting[1], true),
            (&waiting[2], true),
        ] {
            let found = members::find(&store, member.id).await.unwrap();
            assert_eq!(found.is_some(), stays, "{}", member.email);
            let found = customers::find(&store, member.customer).await.unwrap();
            assert_eq!(found.is_some(), stays, "{}", member.email);
        }
        let mut tx = store.begin().await.unwrap();
        let gone = members::sweep_unverified(&mut tx, at(10), at(21)).await;
        assert_eq!(gone, Ok(1), "its link has expired and goes with it");
    })
    .await;
}

#[tokio::test]
async fn a_hash_is_made_anew_only_if_it_is_still_the_old_one() {
    on_both(async |store| {
        let (wanted, _) = tenant(&store, &random(), "a@example.org").await;
        let mut tx = store.begin().await.unwrap();
        assert!(members::set_password(&mut tx, wanted.id, "one").await.unwrap());
        tx.commit().await.unwrap();
        assert!(!members::rehash(&store, wanted.id, "zero", "two").await.unwrap());
        assert!(members::rehash(&store, wanted.id, "one", "two").await.unwrap());
        let found = members::find(&store, wanted.id).await.unwrap().unwrap();
        assert_eq!(found.password_hash, "two");
    })
    .await;
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    on_both(async |store| {
        let customer = customer(&random());
        let mut tx = store.begin().await.unwrap();
        customers::insert(&mut tx, &customer).await.unwrap();
        drop(tx);
        assert_eq!(customers::find(&store, customer.id).await.unwrap(), None);
        let mut tx = store.begin().await.unwrap();
        customers::insert(&mut tx, &customer).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(customers::find(&store, customer.id).await.unwrap(), None);
    })
    .await;
}
