//! The history takes what is possible, once, and says in words why something is not.

use crate::world::*;
use billing::{Actor, Catalogue, Change, Closing, Error, History, Offer, Recorded, Refused};

fn by_operator(world: &World, when: &str, change: Change) -> billing::Entry {
    billing::Entry {
        by: Actor::Operator,
        ..world.next(when, change)
    }
}

/// With a plan sold by hand and one that is not sold any more.
fn catalogue() -> Catalogue {
    let default = Catalogue::default();
    let mut plans = default.plans().to_vec();
    for (key, offer) in [("enterprise@1", Offer::ByHand), ("basic@0", Offer::Retired)] {
        let mut plan = plans[3].clone();
        plan.key = key.parse().unwrap();
        plan.offer = offer;
        plan.price = usd(250_000);
        plans.push(plan);
    }
    let rates = vec![default.rates(day("2026-01-01")).clone()];
    Catalogue::new(default.currency(), default.sign_up().clone(), plans, rates).unwrap()
}

#[test]
fn the_same_entry_twice_is_one() {
    let mut world = World::signed_up("basic", "2026-03-08");
    let entry = world.next("2026-03-23", Change::Upgraded { to: plan("standard") });
    let mut record = || world.history.record(&world.catalogue, entry.clone()).unwrap();
    assert_eq!(record(), Recorded::Added);
    assert_eq!(record(), Recorded::AlreadyThere);
    assert_eq!(world.history.entries().len(), 2);
}

#[test]
fn an_id_stands_for_one_entry() {
    let mut world = World::signed_up("basic", "2026-03-08");
    let mut entry = world.next("2026-03-23", Change::CardAttached);
    world.does("2026-03-23", Change::CardAttached);
    entry.change = Change::CardRemoved;
    let reused = world.history.record(&world.catalogue, entry.clone());
    assert_eq!(reused, Err(Error::EntryIdReused(entry.id)));
    let told = reused.unwrap_err().to_string();
    assert!(told.contains(&entry.id.0.to_string()), "{told}");
}

#[test]
fn an_entry_before_the_last_one_is_refused() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.does("2026-03-23", Change::CardAttached);
    let late = world.tries("2026-03-22", Change::CardRemoved);
    assert_eq!(
        late,
        Err(Refused::TooLate {
            last: at("2026-03-23")
        }
        .into())
    );
    world.does("2026-03-23", Change::CardRemoved);
}

#[test]
fn a_history_begins_with_one_sign_up() {
    let catalogue = Catalogue::default();
    let card = entry(0, at("2026-03-08"), Change::CardAttached);
    assert_eq!(History::begin(&catalogue, card.clone()), Err(Error::NoSignUp));
    assert_eq!(History::replay(&catalogue, [card]), Err(Error::NoSignUp));
    assert_eq!(History::replay(&catalogue, []), Err(Error::NoSignUp));
    let mut world = World::signed_up("basic", "2026-03-08");
    let again = world.tries("2026-03-09", Change::SignedUp { plan: plan("dev") });
    assert_eq!(again, Err(Refused::SignedUpAlready.into()));
}

#[test]
fn a_history_survives_its_json() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.upgrades("2026-03-23", "standard");
    world.cancels("2026-03-24");
    let json = serde_json::to_string(&world.history).unwrap();
    assert!(
        json.contains(r#""change":{"type":"upgraded","to":"standard@1"}"#),
        "{json}"
    );
    let entries: Vec<billing::Entry> = serde_json::from_str(&json).unwrap();
    assert_eq!(History::replay(&world.catalogue, entries), Ok(world.history));
}

#[test]
fn replaying_checks_every_entry_and_forgives_repetitions() {
    let catalogue = Catalogue::default();
    let sign_up = entry(0, at("2026-03-08"), Change::SignedUp { plan: plan("basic") });
    let up = entry(1, at("2026-03-09"), Change::Upgraded { to: plan("standard") });
    let history = History::replay(&catalogue, [sign_up.clone(), up.clone(), up.clone()]).unwrap();
    assert_eq!(history.entries().len(), 2);
    let again = billing::Entry {
        id: billing::EntryId(uuid::Uuid::from_u128(9)),
        ..up
    };
    let refused = History::replay(
        &catalogue,
        [
            sign_up,
            again.clone(),
            billing::Entry {
                id: entry(3, at("2026-03-09"), Change::CardAttached).id,
                ..again
            },
        ],
    );
    assert_eq!(refused, Err(Refused::SamePlan(plan("standard")).into()));
}

#[test]
fn a_plan_must_be_in_the_catalogue() {
    let mut world = World::signed_up("basic", "2026-03-08");
    let unknown = world.tries("2026-03-09", Change::Upgraded { to: plan("gold") });
    assert_eq!(unknown, Err(Error::UnknownPlan(plan("gold"))));
    let sign_up = entry(0, at("2026-03-08"), Change::SignedUp { plan: plan("gold") });
    assert_eq!(
        History::begin(&world.catalogue, sign_up.clone()),
        Err(Error::UnknownPlan(plan("gold")))
    );
    assert_eq!(
        History::replay(&world.catalogue, [sign_up]),
        Err(Error::UnknownPlan(plan("gold")))
    );
}

#[test]
fn plans_sold_by_hand_are_given_and_taken_by_the_operator() {
    let mut world = World::with(catalogue(), "business", at("2026-03-08"));
    let enterprise = Change::Upgraded {
        to: plan("enterprise"),
    };
    let own = world.tries("2026-03-09", enterprise.clone());
    assert_eq!(own, Err(Refused::ByHand(plan("enterprise")).into()));
    let given = by_operator(&world, "2026-03-09", enterprise);
    world.history.record(&world.catalogue, given).unwrap();
    let leave = entry(
        7,
        at("2026-03-10"),
        Change::DowngradeScheduled { to: plan("basic") },
    );
    let own = world.history.record(&world.catalogue, leave.clone());
    assert_eq!(own, Err(Refused::ByHand(plan("enterprise")).into()));
    let taken = billing::Entry {
        by: Actor::Operator,
        ..leave
    };
    assert_eq!(world.history.record(&world.catalogue, taken), Ok(Recorded::Added));
    let sign_up = entry(
        0,
        at("2026-03-08"),
        Change::SignedUp {
            plan: plan("enterprise"),
        },
    );
    assert_eq!(
        History::begin(&world.catalogue, sign_up.clone()),
        Err(Refused::ByHand(plan("enterprise")).into())
    );
    assert!(
        History::begin(
            &world.catalogue,
            billing::Entry {
                by: Actor::Operator,
                ..sign_up
            }
        )
        .is_ok()
    );
}

#[test]
fn a_retired_plan_is_not_sold_but_a_history_with_it_is_read() {
    let catalogue = catalogue();
    let sign_up = entry(
        0,
        at("2026-03-08"),
        Change::SignedUp {
            plan: plan("basic@0"),
        },
    );
    assert_eq!(
        History::begin(&catalogue, sign_up.clone()),
        Err(Refused::Retired(plan("basic@0")).into())
    );
    assert!(History::replay(&catalogue, [sign_up]).is_ok());
    let mut world = World::with(catalogue, "business", at("2026-03-08"));
    let retired = by_operator(&world, "2026-03-09", Change::Upgraded { to: plan("basic@0") });
    let refused = world.history.record(&world.catalogue, retired);
    assert_eq!(refused, Err(Refused::Retired(plan("basic@0")).into()));
}

#[test]
fn every_refusal_says_what_to_do() {
    let mut world = World::signed_up("standard", "2026-03-08");
    let mut refusal = |change| world.tries("2026-03-09", change).unwrap_err().to_string();
    for (change, sentence) in [
        (
            Change::Upgraded { to: plan("standard") },
            "this account is on the plan standard@1 already; choose another one",
        ),
        (
            Change::DowngradeScheduled { to: plan("standard") },
            "this account is on the plan standard@1 already; choose another one",
        ),
        (
            Change::Upgraded { to: plan("basic") },
            "basic@1 is not higher than standard@1; schedule a downgrade instead",
        ),
        (
            Change::DowngradeScheduled { to: plan("business") },
            "business@1 is higher than standard@1; upgrade instead, which takes effect at once",
        ),
        (
            Change::DowngradeUndone,
            "no downgrade is scheduled, so there is nothing to undo",
        ),
        (
            Change::CancellationReverted,
            "this account is not cancelled, so there is nothing to revert",
        ),
        (
            Change::CardRemoved,
            "no card is on file, so there is none to remove",
        ),
        (
            Change::Unblocked,
            "this account is not blocked, so there is nothing to lift",
        ),
        (
            Change::Resumed,
            "this account is not suspended, so there is nothing to resume",
        ),
    ] {
        assert_eq!(refusal(change), sentence);
    }
}

#[test]
fn nothing_is_done_twice() {
    let mut world = World::signed_up("standard", "2026-03-08");
    for (change, refused) in [
        (
            Change::Blocked {
                reason: "spam".into(),
            },
            Refused::BlockedAlready,
        ),
        (Change::Suspended, Refused::SuspendedAlready),
        (
            Change::DowngradeScheduled { to: plan("basic") },
            Refused::ScheduledAlready(plan("basic")),
        ),
        (
            Change::Cancelled {
                reason: String::new(),
            },
            Refused::CancelledAlready,
        ),
    ] {
        world.does("2026-03-09", change.clone());
        assert_eq!(world.tries("2026-03-09", change), Err(refused.into()));
    }
    world.does(
        "2026-03-10",
        Change::Closed {
            why: Closing::Operator,
        },
    );
    assert_eq!(
        world.tries(
            "2026-03-10",
            Change::Closed {
                why: Closing::Operator
            }
        ),
        Err(Refused::Ended.into())
    );
}

#[test]
fn the_state_of_a_moment_knows_nothing_of_later_entries() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.upgrades("2026-03-23", "standard");
    world.does("2026-03-24", Change::CardAttached);
    let at_noon = |when| world.history.state(&world.catalogue, at(when)).unwrap();
    assert_eq!(
        (at_noon("2026-03-22").plan, at_noon("2026-03-22").card),
        (plan("basic"), false)
    );
    assert_eq!(
        world.history.plan(&world.catalogue, at("2026-03-23")),
        Ok(plan("standard"))
    );
    assert!(at_noon("2026-03-24").card);
    assert_eq!(world.history.anchor(), day("2026-03-08"));
}

/// An account on Basic, and beside it a second version at the same price.
fn with_another_basic(included: u32) -> World {
    let mut plans = Catalogue::default().plans().to_vec();
    let mut another = plans[1].clone();
    another.key = plan("basic@2");
    another.included = included;
    plans.push(another);
    let default = Catalogue::default();
    let rates = vec![default.rates(day("2026-01-01")).clone()];
    let catalogue = Catalogue::new(default.currency(), default.sign_up().clone(), plans, rates).unwrap();
    World::with(catalogue, "basic", at("2026-03-08"))
}

#[test]
fn the_same_price_with_a_larger_allowance_is_an_upgrade() {
    let mut world = with_another_basic(400);
    world.upgrades("2026-03-23", "basic@2");
    assert_eq!(total(&world.invoice("2026-04-08")), 9_900);
    let back = world.tries("2026-03-24", Change::Upgraded { to: plan("basic") });
    assert!(matches!(back, Err(Error::Refused(Refused::NotHigher { .. }))));
    world.schedules("2026-03-24", "basic");
}

#[test]
fn the_same_price_with_the_same_allowance_waits_for_the_next_cycle() {
    let mut world = with_another_basic(300);
    let to = plan("basic@2");
    let at_once = world.tries("2026-03-23", Change::Upgraded { to: to.clone() });
    assert!(matches!(at_once, Err(Error::Refused(Refused::NotHigher { .. }))));
    world.schedules("2026-03-23", "basic@2");
    let after = world.history.plan(&world.catalogue, at("2026-04-08"));
    assert_eq!(after, Ok(to));
}
