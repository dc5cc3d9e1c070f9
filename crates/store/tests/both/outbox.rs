//! Mail waits until it is sent, and after a failure for its next time.

use crate::fixture::at;
use store::outbox::{self, Mail, MailId};
use store::testing::{on_both, random};

#[tokio::test]
async fn mail_is_due_until_it_is_sent() {
    on_both(async |store| {
        let random = random();
        let mail = |seconds| Mail {
            id: MailId::new(&random),
            recipient: "ada@example.org".to_owned(),
            subject: "Hello".to_owned(),
            body: "a link with a token\n".to_owned(),
            created_at: at(seconds),
            sent_at: None,
            attempts: 0,
            next_at: at(seconds),
        };
        let (first, second) = (mail(1), mail(2));
        let mut tx = store.begin().await.unwrap();
        outbox::insert(&mut tx, &second).await.unwrap();
        outbox::insert(&mut tx, &first).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(
            outbox::newest(&store, 10).await.unwrap(),
            [second.clone(), first.clone()]
        );
        let newest = outbox::newest(&store, 1).await.unwrap();
        assert_eq!(newest, std::slice::from_ref(&second));
        assert_eq!(outbox::due(&store, at(0), 10).await.unwrap(), []);
        assert_eq!(
            outbox::due(&store, at(2), 10).await.unwrap(),
            [first.clone(), second.clone()]
        );

        outbox::failed(&store, first.id, at(60)).await.unwrap();
        outbox::sent(&store, second.id, at(3)).await.unwrap();
        assert_eq!(outbox::due(&store, at(59), 10).await.unwrap(), []);
        let due = outbox::due(&store, at(60), 10).await.unwrap();
        assert_eq!(
            due,
            [Mail {
                attempts: 1,
                next_at: at(60),
                ..first
            }]
        );
        let newest = outbox::newest(&store, 1).await.unwrap();
        let sent = Mail {
            body: String::new(),
            sent_at: Some(at(3)),
            ..second
        };
        assert_eq!(newest, [sent], "the body, which may hold a link, is forgotten");
        assert!(
            !format!("{due:?}").contains("token"),
            "a link must not reach a log"
        );
        assert_eq!(outbox::sweep(&store, at(1)).await.unwrap(), 0);
        assert_eq!(outbox::sweep(&store, at(3)).await.unwrap(), 2, "sent or not");
    })
    .await;
}
