//! Which notices are genuine, and what is read out of them.

use crate::stripe_stage::{WEBHOOK_SECRET, settings};
use crate::support::{NOW, clock, random};
use aws_lc_rs::hmac;
use payments::{Error, PaymentGateway, Stripe, Subject, WebhookEvent, WebhookKeys};
use proptest::prelude::*;
use std::sync::LazyLock;
use std::time::Duration;

const BODY: &str = r#"{"id":"evt_1","object":"event","type":"payment_intent.succeeded",
 "data":{"object":{"id":"pi_1","object":"payment_intent","status":"succeeded"}}}"#;

fn sign(secret: &str, time: i64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let message = [format!("{time}.").as_bytes(), body].concat();
    hex::encode(hmac::sign(&key, &message))
}

fn header(secret: &str, body: &str) -> String {
    format!(
        "t={},v1={}",
        NOW.seconds(),
        sign(secret, NOW.seconds(), body.as_bytes())
    )
}

fn gateway(secrets: &[&str]) -> Stripe {
    let mut settings = settings("http://127.0.0.1:1");
    settings.webhook_keys = WebhookKeys::new(secrets.iter().map(|secret| (*secret).to_owned().into()));
    Stripe::new(settings, clock(), random()).unwrap()
}

/// Made once: reading the system's certificates takes a while.
static GATEWAY: LazyLock<Stripe> = LazyLock::new(|| gateway(&[WEBHOOK_SECRET]));

fn read(body: &str, header: &str) -> payments::Result<WebhookEvent> {
    GATEWAY.read_webhook(body.as_bytes(), header)
}

#[test]
fn a_genuine_notice_names_its_event_and_its_subject() {
    let event = read(BODY, &header(WEBHOOK_SECRET, BODY)).unwrap();
    assert_eq!(event.id.as_str(), "evt_1");
    assert_eq!(event.subject, Subject::Charge("pi_1".parse().unwrap()));
}

#[test]
fn every_kind_of_subject() {
    for (object, subject) in [
        (
            r#"{"id":"seti_1","object":"setup_intent"}"#,
            Subject::Setup("seti_1".parse().unwrap()),
        ),
        (
            r#"{"id":"re_1","object":"refund","payment_intent":"pi_1"}"#,
            Subject::Refund("re_1".parse().unwrap()),
        ),
        (
            r#"{"id":"ch_1","object":"charge","payment_intent":"pi_2"}"#,
            Subject::Charge("pi_2".parse().unwrap()),
        ),
        (
            r#"{"id":"ch_1","object":"charge","payment_intent":null}"#,
            Subject::Other,
        ),
        (
            r#"{"id":"dp_1","object":"dispute","payment_intent":"pi_3"}"#,
            Subject::Dispute(Some("pi_3".parse().unwrap())),
        ),
        (r#"{"id":"dp_1","object":"dispute"}"#, Subject::Dispute(None)),
        (r#"{"object":"balance"}"#, Subject::Other),
        (r#"{"id":"cus_1","object":"customer"}"#, Subject::Other),
    ] {
        let body = format!(r#"{{"id":"evt_1","data":{{"object":{object}}}}}"#);
        assert_eq!(
            read(&body, &header(WEBHOOK_SECRET, &body)).unwrap().subject,
            subject,
            "{object}"
        );
    }
}

#[test]
fn forgeries() {
    let time = NOW.seconds();
    let good = sign(WEBHOOK_SECRET, time, BODY.as_bytes());
    for forged in [
        String::new(),
        format!("t={time}"),
        format!("v1={good}"),
        format!("t={time},v0={good}"),
        format!("t={time},v1={}", sign("whsec_other", time, BODY.as_bytes())),
        format!("t={time},v1={}", &good[..good.len() - 2]),
        format!("t={time},v1={good}00"),
        format!("t={time},v1=zz"),
        format!("t={},v1={good}", time + 1),
        // Two times: which one was signed is not ours to guess.
        format!("t={time},t={time},v1={good}"),
        format!("t=,v1={}", sign(WEBHOOK_SECRET, 0, BODY.as_bytes())),
        format!("t={}9999999999,v1={good}", time),
    ] {
        assert!(matches!(read(BODY, &forged), Err(Error::Forged)), "{forged}");
    }
    let changed = BODY.replace("pi_1", "pi_2");
    assert!(matches!(
        read(&changed, &header(WEBHOOK_SECRET, BODY)),
        Err(Error::Forged)
    ));
    // The same JSON in other bytes is another notice.
    let respaced = BODY.replace(",\n ", ",");
    assert!(matches!(
        read(&respaced, &header(WEBHOOK_SECRET, BODY)),
        Err(Error::Forged)
    ));
}

#[test]
fn the_time_may_differ_by_five_minutes_either_way() {
    for (offset, genuine) in [(0, true), (-300, true), (300, true), (-301, false), (301, false)] {
        let time = NOW.seconds() + offset;
        let header = format!("t={time},v1={}", sign(WEBHOOK_SECRET, time, BODY.as_bytes()));
        assert_eq!(read(BODY, &header).is_ok(), genuine, "{offset}");
    }
    for time in [i64::MIN, i64::MAX] {
        let header = format!("t={time},v1={}", sign(WEBHOOK_SECRET, time, BODY.as_bytes()));
        assert!(matches!(read(BODY, &header), Err(Error::Forged)), "{time}");
    }
}

#[test]
fn a_replayed_notice_is_too_old() {
    let clock = clock();
    let gateway = Stripe::new(settings("http://127.0.0.1:1"), clock.clone(), random()).unwrap();
    let header = header(WEBHOOK_SECRET, BODY);
    gateway.read_webhook(BODY.as_bytes(), &header).unwrap();
    clock.advance(Duration::from_secs(301));
    assert!(matches!(
        gateway.read_webhook(BODY.as_bytes(), &header),
        Err(Error::Forged)
    ));
}

#[test]
fn secrets_are_replaced_without_a_gap() {
    let time = NOW.seconds();
    let (old, new) = (
        sign("whsec_old", time, BODY.as_bytes()),
        sign("whsec_new", time, BODY.as_bytes()),
    );
    let both = format!("t={time},v1={old},v1={new}");
    for secrets in [&["whsec_old"][..], &["whsec_new"], &["whsec_old", "whsec_new"]] {
        gateway(secrets).read_webhook(BODY.as_bytes(), &both).unwrap();
    }
    let unconfigured = gateway(&[]).read_webhook(BODY.as_bytes(), &both);
    assert!(matches!(unconfigured, Err(Error::Forged)));
    // An empty secret in the settings is no secret that anybody may sign with.
    let signed_with_nothing = header("", BODY);
    assert!(matches!(
        gateway(&[""]).read_webhook(BODY.as_bytes(), &signed_with_nothing),
        Err(Error::Forged)
    ));
}

#[test]
fn genuine_but_senseless() {
    for body in [
        "",
        "{}",
        "[]",
        r#"{"id":"evt/../1","data":{"object":{}}}"#,
        r#"{"id":"evt_1","data":{"object":{"object":"refund"}}}"#,
    ] {
        let result = read(body, &header(WEBHOOK_SECRET, body));
        assert!(matches!(result, Err(Error::Unreadable(_))), "{body}: {result:?}");
    }
    let long = "x".repeat((1 << 20) + 1);
    assert!(matches!(
        read(&long, &header(WEBHOOK_SECRET, &long)),
        Err(Error::Forged)
    ));
}

proptest! {
    #[test]
    fn no_header_and_no_body_brings_it_down(header in ".{0,200}", body in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(GATEWAY.read_webhook(&body, &header).is_err());
    }

    #[test]
    fn no_signed_body_brings_it_down(body in r#"[\{\}\[\]:,"a-z0-9_]{0,100}"#) {
        drop(read(&body, &header(WEBHOOK_SECRET, &body)));
    }
}
