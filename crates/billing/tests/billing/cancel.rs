//! Cancelling ends the account with the cycle; it can be reverted until then.

use crate::world::*;
use billing::{Access, Change, Closing, Life, Refused};

#[test]
fn a_cancelled_account_is_billed_its_arrears_and_no_further_cycle() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 310);
    world.upgrades("2026-03-23", "standard");
    world.cancels("2026-03-24");
    let bill = world.bill("2027-01-01");
    assert_eq!(bill.len(), 2);
    assert_eq!(bill[1].on, day("2026-04-08"));
    assert_eq!(
        amounts(&bill[1]),
        [
            ("MAU overage", 990),
            ("Standard plan, 15 of 30 days", 24_950),
            ("Basic plan returned, 15 of 30 days", -4_950)
        ]
    );
    assert_eq!(bill[1].lines.len(), 9);
}

#[test]
fn it_works_until_the_end_of_the_cycle() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.cancels("2026-03-24");
    assert_eq!(
        world.standing("2026-04-07T23:59:59Z").state.life,
        Life::Cancelling
    );
    assert_eq!(
        world.standing("2026-04-08T00:00:00Z").state.life,
        Life::Ended {
            on: day("2026-04-08")
        }
    );
    let late = world.tries("2026-04-08T00:00:00Z", Change::CancellationReverted);
    assert_eq!(late, Err(Refused::Ended.into()));
}

#[test]
fn a_cancellation_that_was_reverted_never_happened() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.cancels("2026-03-24");
    world.does("2026-04-07T23:59:59Z", Change::CancellationReverted);
    assert_eq!(amounts(&world.invoice("2026-04-08")), [("Basic plan", 9_900)]);
    world.cancels("2026-04-20");
    assert_eq!(world.bill("2026-12-01").len(), 3);
}

#[test]
fn a_downgrade_that_waited_is_there_again_after_a_reversal() {
    let mut world = World::signed_up("standard", "2026-03-08");
    world.schedules("2026-03-20", "basic");
    world.cancels("2026-03-21");
    world.does("2026-03-22", Change::CancellationReverted);
    assert_eq!(amounts(&world.invoice("2026-04-08")), [("Basic plan", 9_900)]);
}

#[test]
fn who_has_cancelled_reverts_before_changing_plans() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.cancels("2026-03-24");
    for change in [
        Change::Upgraded { to: plan("standard") },
        Change::DowngradeScheduled { to: plan("dev") },
    ] {
        assert_eq!(world.tries("2026-03-25", change), Err(Refused::Cancelling.into()));
    }
}

#[test]
fn closing_ends_access_at_once_and_bills_the_arrears_on_the_anchor() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.devices("2026-03-09", 301);
    world.does("2026-03-20", Change::Closed { why: Closing::Unpaid });
    assert_eq!(
        world.standing("2026-03-20").state.life,
        Life::Ended {
            on: day("2026-03-20")
        }
    );
    let bill = world.bill("2027-01-01");
    assert_eq!(bill.len(), 2);
    assert_eq!(amounts(&bill[1]), [("MAU overage", 99)]);
    assert_eq!(
        world.tries("2026-03-21", Change::CardAttached),
        Err(Refused::Ended.into())
    );
}

#[test]
fn blocking_and_suspending_do_not_change_the_bill() {
    let mut world = World::signed_up("basic", "2026-03-08");
    world.does(
        "2026-03-09",
        Change::Blocked {
            reason: "spam".into(),
        },
    );
    world.does("2026-03-10", Change::Suspended);
    assert_eq!(
        world.standing("2026-03-11").state.access,
        Access {
            blocked: true,
            suspended: true
        }
    );
    assert_eq!(amounts(&world.invoice("2026-04-08")), [("Basic plan", 9_900)]);
    world.does("2026-04-09", Change::Unblocked);
    world.does("2026-04-10", Change::Resumed);
    assert_eq!(world.standing("2026-04-11").state.access, Access::default());
}
