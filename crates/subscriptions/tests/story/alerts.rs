//! Usage alerts: one mail for each mark and cycle.

use crate::world::World;
use store::testing::on_both;
use time::macros::date;

async fn alerts(world: &World) -> Vec<String> {
    let subjects = world.subjects().await;
    subjects.into_iter().filter(|it| it.contains('%')).collect()
}

#[tokio::test]
async fn each_mark_is_told_once_a_cycle_and_the_highest_of_several() {
    on_both(async |store| {
        let world = World::new(store).await;
        let step = async |devices: usize| {
            world.meet(&world.live, devices).await;
            usage::Usage::new(world.store.clone()).catch_up().await.unwrap();
            world.subscriptions.watch().await.unwrap();
            alerts(&world).await.len()
        };
        assert_eq!(step(12).await, 0);
        assert_eq!(step(2).await, 1);
        assert_eq!(step(2).await, 1);
        assert_eq!(step(9).await, 2);
        let told = alerts(&world).await;
        assert_eq!(
            told,
            [
                "50 % of your monthly active users are used",
                "100 % of your monthly active users are used"
            ]
        );
        world.morning_of(date!(2026 - 04 - 09));
        assert_eq!(step(13).await, 3);
    })
    .await;
}
