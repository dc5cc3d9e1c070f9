//! Heartbeats.

use crate::fixture::at;
use store::nodes::{self, Node};
use store::testing::on_both;

#[tokio::test]
async fn a_heartbeat_that_stopped_is_seen_at_the_next_start() {
    on_both(async |store| {
        assert_eq!(nodes::find(&store, "a").await.unwrap(), None);
        assert_eq!(nodes::last_seen(&store).await.unwrap(), None);
        nodes::started(&store, "a", at(1)).await.unwrap();
        nodes::started(&store, "b", at(2)).await.unwrap();
        nodes::beat(&store, "a", at(5)).await.unwrap();
        let crashed = Node {
            id: "a".to_owned(),
            started_at: at(1),
            seen_at: at(5),
            stopped_at: None,
        };
        assert_eq!(nodes::find(&store, "a").await.unwrap(), Some(crashed));
        nodes::stopped(&store, "b", at(4)).await.unwrap();
        assert_eq!(nodes::last_seen(&store).await.unwrap(), Some(at(5)));
        nodes::started(&store, "b", at(9)).await.unwrap();
        let again = Node {
            id: "b".to_owned(),
            started_at: at(9),
            seen_at: at(9),
            stopped_at: None,
        };
        assert_eq!(nodes::find(&store, "b").await.unwrap(), Some(again));
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
