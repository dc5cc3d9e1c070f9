//! Rows that tests begin with.

use domain::{AppId, CustomerId, Date, MemberId, Random, Timestamp};
use store::Store;
use store::apps::{App, AppMode, AppStatus};
use store::customers::Customer;
use store::keys::Key;
use store::members::Member;
use time::macros::date;

pub(crate) const ANCHOR: Date = date!(2026 - 01 - 31);

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_800_000_000_123_456 + seconds * 1_000_000)
}

pub(crate) fn customer(random: &Random) -> Customer {
    Customer {
        id: CustomerId::new(random),
        organisation: "Analytical Engines".to_owned(),
        anchor: ANCHOR,
        created_at: at(0),
    }
}

pub(crate) fn member(random: &Random, customer: CustomerId, email: &str) -> Member {
    Member {
        id: MemberId::new(random),
        customer,
        email: email.to_owned(),
        name: "Ada".to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        created_at: at(0),
        verified_at: None,
    }
}

pub(crate) fn app(random: &Random, customer: CustomerId, mode: AppMode) -> App {
    App {
        id: AppId::new(random),
        customer,
        mode,
        status: AppStatus::Active,
        anchor: ANCHOR,
        created_at: at(0),
    }
}

/// A customer with a member and a live app.
pub(crate) async fn tenant(store: &Store, random: &Random, email: &str) -> (Member, App) {
    let customer = customer(random);
    let member = member(random, customer.id, email);
    let app = app(random, customer.id, AppMode::Live);
    let mut tx = store.begin().await.unwrap();
    store::customers::insert(&mut tx, &customer).await.unwrap();
    store::members::insert(&mut tx, &member).await.unwrap();
    store::apps::insert(&mut tx, &app).await.unwrap();
    tx.commit().await.unwrap();
    (member, app)
}

/// Adds a key in a transaction of its own.
pub(crate) async fn add_key(store: &Store, app: &AppId, key: &Key) -> store::Result<()> {
    let mut tx = store.begin().await?;
    store::keys::insert(&mut tx, app, key).await?;
    tx.commit().await
}
