//! Heartbeats.

use crate::fixture::at;
use store::nodes;
use store::testing::on_both;

#[tokio::test]
async fn the_last_sign_of_life_is_known_whoever_gave_it() {
    on_both(async |store| {
        assert_eq!(nodes::last_seen(&store).await.unwrap(), None);
        nodes::started(&store, "a", at(1)).await.unwrap();
        nodes::started(&store, "b", at(2)).await.unwrap();
        assert_eq!(nodes::last_seen(&store).await.unwrap(), Some(at(2)));
        nodes::beat(&store, "a", at(5)).await.unwrap();
        nodes::stopped(&store, "b", at(4)).await.unwrap();
        assert_eq!(nodes::last_seen(&store).await.unwrap(), Some(at(5)));
        nodes::started(&store, "b", at(9)).await.unwrap();
        assert_eq!(nodes::last_seen(&store).await.unwrap(), Some(at(9)));
    })
    .await;
}

#[tokio::test]
async fn one_server_at_a_time_holds_a_database() {
    on_both(async |store| {
        let mut first = store.claim().await.unwrap().unwrap();
        assert!(first.holds().await);
        assert!(store.claim().await.unwrap().is_none());
        drop(first);
        // A database server sees a closed connection when it next looks.
        while store.claim().await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
