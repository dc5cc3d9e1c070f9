//! Links of mails work for a time and only for what they are for.

use crate::fixture::{at, tenant};
use domain::MemberId;
use store::links::{self, Pending, Verification};
use store::testing::{on_both, random};
use store::{Store, TokenHash};

fn verification(member: MemberId, name: &str) -> Verification {
    let pending = Pending {
        organisation: format!("{name}'s engines"),
        name: name.to_owned(),
        password_hash: format!("hash of {name}"),
    };
    Verification { member, pending }
}

async fn give(store: &Store, verification: &Verification, hash: TokenHash) {
    let mut tx = store.begin().await.unwrap();
    links::insert_verification(&mut tx, verification, hash, at(0), at(60))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn give_reset(store: &Store, member: MemberId, hash: TokenHash) {
    let mut tx = store.begin().await.unwrap();
    links::insert_reset(&mut tx, member, hash, at(0), at(60))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn take_reset(store: &Store, hash: TokenHash, now: i64) -> Option<MemberId> {
    let found = links::find_reset(store, hash, at(now)).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let taken = links::take_reset(&mut tx, hash, at(now)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found, taken);
    taken
}

#[tokio::test]
async fn each_link_keeps_what_was_typed_when_it_was_made() {
    on_both(async |store| {
        let (member, _) = tenant(&store, &random(), "a@example.org").await;
        let (ada, eve) = (verification(member.id, "Ada"), verification(member.id, "Eve"));
        let (one, two) = (TokenHash([1; 32]), TokenHash([2; 32]));
        give(&store, &ada, one).await;
        give(&store, &eve, two).await;
        for (hash, expected) in [(one, ada), (two, eve)] {
            let found = links::verification(&store, hash, at(59)).await.unwrap();
            assert_eq!(found.as_ref(), Some(&expected));
            let mut tx = store.begin().await.unwrap();
            let within = links::verification_within(&mut tx, hash, at(59)).await.unwrap();
            assert_eq!(within.as_ref(), Some(&expected));
            assert!(
                !format!("{found:?}").contains("hash of"),
                "a hash must not reach a log"
            );
        }
        assert_eq!(links::verification(&store, one, at(60)).await.unwrap(), None);
        assert_eq!(
            links::verification(&store, TokenHash([9; 32]), at(1))
                .await
                .unwrap(),
            None
        );
        assert_eq!(take_reset(&store, one, 1).await, None, "of the other kind");
    })
    .await;
}

#[tokio::test]
async fn a_link_for_a_new_password_works_once_and_dies_with_its_successor() {
    on_both(async |store| {
        let (member, _) = tenant(&store, &random(), "a@example.org").await;
        let (old, new, other) = (TokenHash([1; 32]), TokenHash([2; 32]), TokenHash([3; 32]));
        give_reset(&store, member.id, old).await;
        give(&store, &verification(member.id, "Ada"), other).await;
        give_reset(&store, member.id, new).await;
        assert_eq!(take_reset(&store, old, 1).await, None);
        assert_eq!(take_reset(&store, new, 60).await, None);
        assert_eq!(
            links::verification(&store, new, at(1)).await.unwrap(),
            None,
            "of the other kind"
        );
        assert_eq!(take_reset(&store, new, 59).await, Some(member.id));
        assert_eq!(take_reset(&store, new, 59).await, None);
        assert_eq!(links::sweep(&store, at(59)).await.unwrap(), 0);
        assert_eq!(links::sweep(&store, at(60)).await.unwrap(), 1);
    })
    .await;
}
