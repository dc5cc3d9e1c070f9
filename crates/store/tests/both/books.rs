//! Subscriptions, documents, numbers, attempts and catalogues, as they lie in the tables.

use crate::fixture::{at, tenant};
use domain::Date;
use store::invoices::{Document, LedgerRow};
use store::payments::{Attempt, DunningStep, Outcome};
use store::subscriptions::{EntryRow, Subscription};
use store::testing::{on_both, random};
use store::{Error, Store, catalogues, erase, invoices, payments, subscriptions};
use time::macros::date;

const DAY: Date = date!(2026 - 04 - 08);

fn subscription(app: &domain::AppId) -> Subscription {
    Subscription {
        app: app.clone(),
        ahead: 0,
        due_at: Some(at(10)),
        payer: Some("cus_1".to_owned()),
        card: None,
        bill_to: "{}".to_owned(),
        cap: Some(5_000),
        alert_cycle: Some(DAY),
        alert_mark: 50,
        erased_at: None,
    }
}

fn document(number: &str) -> Document {
    Document {
        day: DAY,
        id: random().uuid(),
        number: number.to_owned(),
        issued_at: at(20),
        document: "{}".to_owned(),
    }
}

async fn subscribed(store: &Store) -> (domain::AppId, Subscription) {
    let (_, app) = tenant(store, &random(), "ada@example.org").await;
    let row = subscription(&app.id);
    let mut tx = store.begin().await.unwrap();
    subscriptions::insert(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    (app.id, row)
}

#[tokio::test]
async fn a_subscription_is_found_due_saved_and_put_off() {
    on_both(async |store| {
        let (_, app) = tenant(&store, &random(), "ada@example.org").await;
        assert_eq!(
            subscriptions::missing(&store, 10).await.unwrap(),
            std::slice::from_ref(&app.id)
        );
        let mut row = subscription(&app.id);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(subscriptions::lock(&mut tx, &app.id).await.unwrap(), None);
        subscriptions::insert(&mut tx, &row).await.unwrap();
        assert_eq!(
            subscriptions::lock(&mut tx, &app.id).await.unwrap(),
            Some(row.clone())
        );
        let contact = subscriptions::contact(&mut tx, &app.id).await.unwrap().unwrap();
        assert_eq!(
            (contact.organisation.as_str(), contact.email),
            ("Analytical Engines", None)
        );
        tx.commit().await.unwrap();
        assert!(subscriptions::missing(&store, 10).await.unwrap().is_empty());
        assert!(subscriptions::due(&store, at(9), 10).await.unwrap().is_empty());
        assert_eq!(
            subscriptions::due(&store, at(10), 10).await.unwrap(),
            std::slice::from_ref(&app.id)
        );
        subscriptions::put_off(&store, &app.id, at(30)).await.unwrap();
        assert!(subscriptions::due(&store, at(10), 10).await.unwrap().is_empty());
        row.due_at = None;
        row.card = Some("{}".to_owned());
        row.erased_at = Some(at(40));
        let mut tx = store.begin().await.unwrap();
        subscriptions::save(&mut tx, &row).await.unwrap();
        assert_eq!(
            subscriptions::find_within(&mut tx, &app.id).await.unwrap(),
            Some(row.clone())
        );
        tx.commit().await.unwrap();
        assert_eq!(subscriptions::find(&store, &app.id).await.unwrap(), Some(row));
        assert!(
            subscriptions::due(&store, at(1_000), 10)
                .await
                .unwrap()
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn a_history_has_one_entry_at_a_place_and_one_place_for_an_entry() {
    on_both(async |store| {
        let (app, _) = subscribed(&store).await;
        let entry = |place| EntryRow {
            place,
            id: random().uuid(),
            at: at(place),
            actor: "customer".to_owned(),
            change: "{}".to_owned(),
        };
        let (first, second) = (entry(0), entry(1));
        let mut tx = store.begin().await.unwrap();
        subscriptions::append(&mut tx, &app, &first).await.unwrap();
        subscriptions::append(&mut tx, &app, &second).await.unwrap();
        tx.commit().await.unwrap();
        for (wrong, constraint) in [
            (entry(1), "subscription_entries_app_place"),
            (
                EntryRow {
                    place: 2,
                    ..first.clone()
                },
                "subscription_entries_id",
            ),
        ] {
            let mut tx = store.begin().await.unwrap();
            let refused = subscriptions::append(&mut tx, &app, &wrong).await.unwrap_err();
            assert!(refused.is_unique(constraint), "{refused:?}");
        }
        let mut tx = store.snapshot().await.unwrap();
        assert_eq!(
            subscriptions::entries(&mut tx, &app).await.unwrap(),
            [first, second]
        );
    })
    .await;
}

#[tokio::test]
async fn there_is_one_invoice_for_a_day_and_its_credit_notes() {
    on_both(async |store| {
        let (app, _) = subscribed(&store).await;
        let invoice = document("INV-000001");
        let mut tx = store.begin().await.unwrap();
        invoices::insert(&mut tx, &app, &invoice, "open", 42)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let again = invoices::insert(&mut tx, &app, &document("INV-000002"), "open", 43).await;
        assert!(again.unwrap_err().is_unique("invoices_app_day"));
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        let elsewhere = Document {
            day: date!(2026 - 05 - 08),
            ..document("CN-000001")
        };
        let refused = invoices::insert_credit_note(&mut tx, &app, &elsewhere).await;
        assert_eq!(refused, Err(Error::Reference));
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        let note = document("CN-000001");
        invoices::insert_credit_note(&mut tx, &app, &note).await.unwrap();
        invoices::update(&mut tx, &app, DAY, "paid", "[]").await.unwrap();
        assert_eq!(invoices::read_to(&mut tx, &app, DAY).await.unwrap(), Some(42));
        let changed = Document {
            document: "[]".to_owned(),
            ..invoice
        };
        assert_eq!(invoices::of_app(&mut tx, &app).await.unwrap(), [changed]);
        assert_eq!(invoices::credit_notes_of(&mut tx, &app).await.unwrap(), [note]);
    })
    .await;
}

#[tokio::test]
async fn numbers_go_on_where_they_were_and_an_undone_one_is_given_again() {
    on_both(async |store| {
        let draw = async |keep: bool| {
            let mut tx = store.begin().await.unwrap();
            let last = invoices::lock_series(&mut tx, "INV").await.unwrap();
            invoices::move_series(&mut tx, "INV", last + 1).await.unwrap();
            if keep {
                tx.commit().await.unwrap();
            } else {
                tx.rollback().await.unwrap();
            }
            last + 1
        };
        assert_eq!(draw(true).await, 1);
        assert_eq!(draw(false).await, 2);
        assert_eq!(draw(true).await, 2);
        assert_eq!(draw(true).await, 3);
    })
    .await;
}

#[tokio::test]
async fn the_ledger_takes_an_entry_once_and_adds_up() {
    on_both(async |store| {
        let (app, _) = subscribed(&store).await;
        let row = |account: &str, cents| LedgerRow {
            entry: "issue INV-000001".to_owned(),
            account: account.to_owned(),
            at: at(1),
            cents,
            currency: "USD".to_owned(),
        };
        let rows = [row("receivable", 9_900), row("revenue", -9_900)];
        let mut tx = store.begin().await.unwrap();
        invoices::post(&mut tx, &app, &rows).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let again = invoices::post(&mut tx, &app, &rows).await.unwrap_err();
        assert!(again.is_unique("ledger_app_entry_account"), "{again:?}");
        drop(tx);
        let mut tx = store.snapshot().await.unwrap();
        assert_eq!(invoices::ledger_of(&mut tx, &app).await.unwrap(), rows);
        let usd = |account: &str, cents| (account.to_owned(), "USD".to_owned(), cents);
        let balances = invoices::balances(&mut tx).await.unwrap();
        assert_eq!(balances, [usd("receivable", 9_900), usd("revenue", -9_900)]);
    })
    .await;
}

#[tokio::test]
async fn attempts_steps_notices_and_the_shelf_are_kept_once() {
    on_both(async |store| {
        let (app, _) = subscribed(&store).await;
        let mut attempt = Attempt {
            subject: random().uuid(),
            number: 1,
            at: at(1),
            card: Some("pm_1".to_owned()),
            cents: 9_900,
            currency: "USD".to_owned(),
            outcome: Outcome::Pending,
            charge: None,
            code: None,
            sentence: None,
        };
        let step = DunningStep {
            invoice: attempt.subject,
            day: 3,
            action: "mail".to_owned(),
            at: at(2),
        };
        let mut tx = store.begin().await.unwrap();
        payments::insert(&mut tx, &app, &attempt).await.unwrap();
        payments::insert_step(&mut tx, &app, &step).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let twice = payments::insert(&mut tx, &app, &attempt).await.unwrap_err();
        assert!(twice.is_unique("payment_attempts_subject_number"), "{twice:?}");
        drop(tx);
        let mut tx = store.begin().await.unwrap();
        let twice = payments::insert_step(&mut tx, &app, &step).await.unwrap_err();
        assert!(twice.is_unique("dunning_steps_invoice_day_action"), "{twice:?}");
        drop(tx);
        attempt.outcome = Outcome::Declined;
        attempt.charge = Some("pi_1".to_owned());
        attempt.code = Some("insufficient_funds".to_owned());
        let mut tx = store.begin().await.unwrap();
        payments::update(&mut tx, &app, &attempt).await.unwrap();
        assert_eq!(payments::of_app(&mut tx, &app).await.unwrap(), [attempt]);
        assert_eq!(payments::steps_of(&mut tx, &app).await.unwrap(), [step]);
        tx.commit().await.unwrap();
        assert_eq!(payments::app_of_charge(&store, "pi_1").await.unwrap(), Some(app));
        assert_eq!(payments::app_of_charge(&store, "pi_2").await.unwrap(), None);

        assert!(payments::note_notice(&store, "evt_1", at(1)).await.unwrap());
        assert!(!payments::note_notice(&store, "evt_1", at(2)).await.unwrap());
        payments::forget_notice(&store, "evt_1").await.unwrap();
        assert!(payments::note_notice(&store, "evt_1", at(3)).await.unwrap());

        let put = async |old, new| payments::shelf_replace(&store, "payer", old, new).await.unwrap();
        assert!(put(None, "a").await);
        assert!(!put(None, "b").await);
        assert!(put(Some("a"), "b").await);
        assert!(!put(Some("a"), "c").await);
        let there = payments::shelf_get(&store, "payer").await.unwrap();
        assert_eq!(there.as_deref(), Some("b"));
    })
    .await;
}

#[tokio::test]
async fn the_newest_catalogue_is_the_one_in_force() {
    on_both(async |store| {
        let mut tx = store.begin().await.unwrap();
        assert_eq!(catalogues::newest(&mut tx).await.unwrap(), None);
        for document in ["one", "two"] {
            catalogues::insert(&mut tx, at(1), document).await.unwrap();
        }
        assert_eq!(catalogues::newest(&mut tx).await.unwrap().as_deref(), Some("two"));
    })
    .await;
}

#[tokio::test]
async fn what_is_erased_is_gone_and_the_documents_stay_until_they_go_too() {
    on_both(async |store| {
        let (app, row) = subscribed(&store).await;
        let customer = store::apps::find(&store, &app).await.unwrap().unwrap().customer;
        let mut tx = store.begin().await.unwrap();
        invoices::insert(&mut tx, &app, &document("INV-000001"), "paid", 0)
            .await
            .unwrap();
        erase::app(&mut tx, &app).await.unwrap();
        erase::customer(&mut tx, customer).await.unwrap();
        tx.commit().await.unwrap();
        let found = store::apps::find(&store, &app).await.unwrap().unwrap();
        assert_eq!(found.status, store::apps::AppStatus::Deleted);
        assert!(
            store::members::by_email(&store, "ada@example.org")
                .await
                .unwrap()
                .is_none()
        );
        assert_eq!(subscriptions::find(&store, &app).await.unwrap(), Some(row));
        let mut tx = store.begin().await.unwrap();
        assert_eq!(invoices::of_app(&mut tx, &app).await.unwrap().len(), 1);
        erase::books(&mut tx, &app).await.unwrap();
        assert!(invoices::of_app(&mut tx, &app).await.unwrap().is_empty());
        assert_eq!(subscriptions::lock(&mut tx, &app).await.unwrap(), None);
    })
    .await;
}
