//! Links of mails work once, for a time, and only for what they are for.

use crate::fixture::{at, tenant};
use domain::MemberId;
use store::links::{self, LinkPurpose};
use store::testing::{on_both, random};
use store::{Store, TokenHash};

async fn give(store: &Store, member: MemberId, purpose: LinkPurpose, hash: TokenHash) {
    let mut tx = store.begin().await.unwrap();
    links::insert(&mut tx, member, purpose, hash, at(0), at(60))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn take(store: &Store, purpose: LinkPurpose, hash: TokenHash, now: i64) -> Option<MemberId> {
    let found = links::find(store, purpose, hash, at(now)).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let taken = links::take(&mut tx, purpose, hash, at(now)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found, taken);
    taken
}

#[tokio::test]
async fn a_link_works_once() {
    on_both(async |store| {
        let (member, _) = tenant(&store, &random(), "a@example.org").await;
        let hash = TokenHash([1; 32]);
        give(&store, member.id, LinkPurpose::Verify, hash).await;
        assert_eq!(take(&store, LinkPurpose::Reset, hash, 1).await, None);
        assert_eq!(
            take(&store, LinkPurpose::Verify, TokenHash([2; 32]), 1).await,
            None
        );
        assert_eq!(take(&store, LinkPurpose::Verify, hash, 1).await, Some(member.id));
        assert_eq!(take(&store, LinkPurpose::Verify, hash, 1).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_link_dies_with_its_time_and_with_its_successor() {
    on_both(async |store| {
        let (member, _) = tenant(&store, &random(), "a@example.org").await;
        let (old, new, other) = (TokenHash([1; 32]), TokenHash([2; 32]), TokenHash([3; 32]));
        give(&store, member.id, LinkPurpose::Verify, old).await;
        give(&store, member.id, LinkPurpose::Reset, other).await;
        give(&store, member.id, LinkPurpose::Verify, new).await;
        assert_eq!(take(&store, LinkPurpose::Verify, old, 1).await, None);
        assert_eq!(take(&store, LinkPurpose::Verify, new, 60).await, None);
        assert_eq!(take(&store, LinkPurpose::Verify, new, 59).await, Some(member.id));
        assert_eq!(links::sweep(&store, at(59)).await.unwrap(), 0);
        assert_eq!(links::sweep(&store, at(60)).await.unwrap(), 1);
    })
    .await;
}
