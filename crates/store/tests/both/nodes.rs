//! Heartbeats.

use crate::fixture::at;
use store::nodes::{self, Node};
use store::testing::on_both;

#[tokio::test]
async fn a_heartbeat_that_stopped_is_seen_at_the_next_start() {
    on_both(async |store| {
        assert_eq!(nodes::find(&store, "a").await.unwrap(), None);
        nodes::started(&store, "a", at(1)).await.unwrap();
        nodes::started(&store, "b", at(2)).await.unwrap();
        nodes::beat(&store, "a", at(5)).await.unwrap();
        let crashed = Node {
            id: "a".to_owned(),
            started_at: at(1),
            seen_at: at(5),
            stopped_at: None,
        };
        assert_eq!(nodes::find(&store, "a").await.unwrap(), Some(crashed.clone()));
        nodes::stopped(&store, "b", at(4)).await.unwrap();
        let ended = Node {
            id: "b".to_owned(),
            started_at: at(2),
            seen_at: at(4),
            stopped_at: Some(at(4)),
        };
        assert_eq!(nodes::list(&store).await.unwrap(), [crashed, ended]);
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
