//! Minutes of add-ons, at the prices with which the cycle began.

use crate::world::*;
use billing::{AddOn, Catalogue, RateCard};

#[test]
fn every_add_on_has_its_line_and_its_price() {
    let mut world = World::signed_up("dev", "2026-03-08");
    for (number, add_on) in AddOn::ALL.into_iter().enumerate() {
        world.minutes("2026-03-09", add_on, 100 + u64::try_from(number).unwrap());
    }
    assert_eq!(
        amounts(&world.invoice("2026-04-08")),
        [
            ("SIP call in", 600),
            ("SIP call out", 606),
            ("Transcription", 612),
            ("Streaming", 103),
            ("Call out", 312),
            ("Recording", 105),
        ]
    );
    assert_eq!(
        world.standing("2026-03-10").spent,
        usd(600 + 606 + 612 + 103 + 312 + 105)
    );
}

#[test]
fn a_new_price_holds_for_cycles_that_begin_under_it() {
    let default = Catalogue::default();
    let old = default.rates(day("2026-01-01")).clone();
    let new = RateCard {
        from: day("2026-04-08"),
        recording: "0.0225".parse().unwrap(),
        ..old
    };
    let catalogue = Catalogue::new(
        default.currency(),
        default.sign_up().clone(),
        default.plans().to_vec(),
        vec![new.clone(), old.clone()],
    )
    .unwrap();
    assert_eq!(catalogue.rates(day("2026-04-07")), &old);
    assert_eq!(catalogue.rates(day("2026-04-08")), &new);
    let mut world = World::with(catalogue, "dev", at("2026-03-08"));
    world.minutes("2026-04-07", AddOn::Recording, 10);
    world.minutes("2026-04-08", AddOn::Recording, 10);
    assert_eq!(amounts(&world.invoice("2026-04-08")), [("Recording", 10)]);
    // 22.5 cents: half a cent goes up.
    assert_eq!(amounts(&world.invoice("2026-05-08")), [("Recording", 23)]);
}

#[test]
fn a_unit_price_survives_its_text() {
    for text in [
        "0.99",
        "0.01",
        "0.0125",
        "499.00",
        "0.000001",
        "18446744073709.551615",
    ] {
        assert_eq!(text.parse::<billing::Rate>().unwrap().to_string(), text);
    }
    assert_eq!("7".parse::<billing::Rate>().unwrap().to_string(), "7.00");
    for text in [
        "",
        ".5",
        "5.",
        "-1",
        "0.0000001",
        "1,5",
        "1.5.0",
        "99999999999999",
    ] {
        assert!(text.parse::<billing::Rate>().is_err(), "{text}");
    }
}
