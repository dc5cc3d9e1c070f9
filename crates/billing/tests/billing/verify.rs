//! A bill that the customer can recompute.

use crate::invoice::issue;
use crate::world::*;
use billing::*;
use domain::{Currency, EventId, Somebody};
use std::collections::BTreeMap;
use uuid::Uuid;

fn device(number: u32, when: &str) -> ExportedActiveUser {
    ExportedActiveUser {
        who: Somebody::Device(format!("device{number}").parse().unwrap()),
        at: at(when),
        event: EventId(Uuid::from_u128(u128::from(number))),
        room: Some("stand-up".parse().unwrap()),
    }
}

/// The worked example, device by device.
fn export() -> Export {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.books("2026-03-08");
    world.devices("2026-03-10", 500);
    world.minutes("2026-03-11", AddOn::Recording, 60);
    world.upgrades("2026-03-23", "standard");
    world.devices("2026-03-25", 1_100);
    let booked = world.booked.clone();
    world.books("2026-04-08");
    let mut invoice = Invoice::draft(world.invoices[1].clone(), Currency::USD).unwrap();
    invoice
        .issue(&mut Numbering::after("INV", 1), issue("2026-04-08", 0))
        .unwrap();
    let devices = (0..1_600).map(|n| device(n, if n < 500 { "2026-03-10" } else { "2026-03-25" }));
    Export {
        format: Export::FORMAT,
        catalogue: world.catalogue,
        history: world.history.entries().to_vec(),
        cycles: vec![ExportedCycle {
            start: day("2026-03-08"),
            active_users: devices.collect(),
            minutes: BTreeMap::from([(AddOn::Recording, 60)]),
        }],
        booked,
        invoice,
    }
}

fn places(export: &Export) -> Vec<(String, String, String)> {
    match verify(export).unwrap() {
        Verdict::Equal { .. } => Vec::new(),
        Verdict::Differs(deviations) => deviations
            .into_iter()
            .map(|it| (it.place, it.stated, it.recomputed))
            .collect(),
    }
}

fn place(place: &str, stated: &str, recomputed: &str) -> (String, String, String) {
    (place.to_owned(), stated.to_owned(), recomputed.to_owned())
}

#[test]
fn a_right_invoice_is_equal_after_a_trip_through_json() {
    let text = export().write().unwrap();
    let verdict = verify(&Export::read(&text).unwrap()).unwrap();
    assert_eq!(
        verdict,
        Verdict::Equal {
            lines: 10,
            net: usd(89_760)
        }
    );
    assert_eq!(verdict.to_string(), "equal: 10 lines, 897.60 USD without taxes");
}

#[test]
fn what_was_known_of_this_invoice_later_does_not_matter() {
    let mut export = export();
    export.booked.extend(export.invoice.booked());
    let card = entry(9, at("2026-05-01"), Change::CardAttached);
    export.history.push(card);
    assert_eq!(places(&export), []);
}

#[test]
fn a_device_too_many_is_found() {
    let mut export = export();
    export.cycles[0].active_users.pop();
    assert_eq!(places(&export), [], "it was within the allowance");
    export.cycles[0].active_users.remove(0);
    assert_eq!(
        places(&export),
        [
            place("line 2, quantity", "200", "199"),
            place("line 2, amount", "198.00 USD", "197.01 USD"),
            place("sum of the lines", "897.60 USD", "896.61 USD"),
        ]
    );
    let verdict = verify(&export).unwrap().to_string();
    assert!(
        verdict.starts_with("differs in 3 places\n  line 2, quantity: stated 200, recomputed 199\n"),
        "{verdict}"
    );
}

#[test]
fn a_device_listed_twice_or_in_the_wrong_cycle_is_found() {
    let mut export = export();
    let mut again = export.cycles[0].active_users[0].clone();
    again.at = at("2026-03-12");
    export.cycles[0].active_users.push(again);
    export.cycles[0].active_users.push(device(9_999, "2026-04-08"));
    assert_eq!(
        places(&export)[..2],
        [
            place(
                "device:device0 in the cycle from 2026-03-08, listed",
                "again",
                "once"
            ),
            place(
                "device:device9999 in the cycle from 2026-03-08, its cycle",
                "2026-03-08",
                "2026-04-08"
            ),
        ]
    );
}

/// Changes the invoice as somebody could in the file.
fn forged(from: &str, to: &str) -> Vec<(String, String, String)> {
    let mut export = export();
    let json = serde_json::to_string(&export.invoice).unwrap();
    assert!(json.contains(from), "{json}");
    export.invoice = serde_json::from_str(&json.replacen(from, to, 1)).unwrap();
    places(&export)
}

#[test]
fn every_part_of_a_line_is_compared() {
    assert_eq!(
        forged("MAU overage", "MAU"),
        [place("line 2, text", "MAU", "MAU overage")]
    );
    assert_eq!(
        forged(r#""count":200"#, r#""count":201"#),
        [place("line 2, quantity", "201", "200")]
    );
    assert_eq!(
        forged(r#""each":"0.99","amount""#, r#""each":"1.00","amount""#),
        [place("line 2, unit price", "1.00", "0.99")]
    );
    assert_eq!(
        forged("198.00 USD", "198.01 USD"),
        [place("line 2, amount", "198.01 USD", "198.00 USD")]
    );
    assert_eq!(
        forged(r#""from":"2026-03-23""#, r#""from":"2026-03-22""#),
        [place(
            "line 8, period",
            "2026-03-22 to 2026-04-08",
            "2026-03-23 to 2026-04-08"
        )]
    );
    assert_eq!(
        forged(r#""cycle":"2026-03-08""#, r#""cycle":"2026-02-08""#),
        [place("line 1, cause", "another one", "as recomputed")]
    );
    assert_eq!(
        forged(r#""net":"897.60 USD""#, r#""net":"897.61 USD""#),
        [place("sum of the lines", "897.61 USD", "897.60 USD")]
    );
}

#[test]
fn a_line_too_many_or_too_few_is_found() {
    let mut export = export();
    export.history.pop();
    let found = places(&export);
    assert!(
        found.contains(&place(
            "line 9, which should not be there",
            "Basic plan returned, 15 of 30 days: -49.50 USD",
            "nothing"
        )),
        "{found:?}"
    );
    let mut export = self::export();
    let lines = export.invoice.lines().to_vec();
    let short = Due {
        on: day("2026-04-08"),
        lines: lines[..9].to_vec(),
    };
    export.invoice = Invoice::draft(short, Currency::USD).unwrap();
    export
        .invoice
        .issue(&mut Numbering::after("INV", 1), issue("2026-04-08", 0))
        .unwrap();
    assert_eq!(
        places(&export),
        [
            place(
                "line 10, which is missing",
                "nothing",
                "Standard plan: 499.00 USD"
            ),
            place("sum of the lines", "398.60 USD", "897.60 USD"),
        ]
    );
}

#[test]
fn an_invoice_that_should_not_exist_is_found() {
    let mut export = export();
    export.history[0].at = at("2026-03-09");
    assert_eq!(
        places(&export).last(),
        Some(&place("sum of the lines", "897.60 USD", "0.00 USD"))
    );
}

#[test]
fn lines_that_were_late_are_recomputed_from_what_was_booked_before() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 300);
    world.books("2026-04-08");
    world.devices("2026-04-07", 2);
    let booked = world.booked.clone();
    world.books("2026-05-08");
    let mut invoice = Invoice::draft(world.invoices[2].clone(), Currency::USD).unwrap();
    invoice
        .issue(&mut Numbering::after("INV", 1), issue("2026-05-08", 0))
        .unwrap();
    let devices = (0..302).map(|n| device(n, "2026-03-09")).collect();
    let export = Export {
        format: Export::FORMAT,
        catalogue: world.catalogue,
        history: world.history.entries().to_vec(),
        cycles: vec![ExportedCycle {
            start: day("2026-03-08"),
            active_users: devices,
            minutes: BTreeMap::new(),
        }],
        booked,
        invoice,
    };
    assert_eq!(
        verify(&export),
        Ok(Verdict::Equal {
            lines: 9,
            net: usd(10_098)
        })
    );
}

#[test]
fn what_cannot_be_read_is_said() {
    let text = export().write().unwrap();
    assert!(matches!(Export::read("{"), Err(Error::Export(_))));
    let newer = Export::read(&text.replacen("\"format\": 1", "\"format\": 2", 1)).unwrap_err();
    assert_eq!(
        newer.to_string(),
        "the export cannot be read: it has format 2, but this program reads 1; use the version that wrote it"
    );
    let mut draft = export();
    draft.invoice = Invoice::draft(
        Due {
            on: day("2026-04-08"),
            lines: draft.invoice.lines().to_vec(),
        },
        Currency::USD,
    )
    .unwrap();
    assert_eq!(
        verify(&draft).unwrap_err().to_string(),
        "the export cannot be read: its invoice is a draft"
    );
}
