//! What is done about an unpaid invoice, and when.

use crate::invoice::opened;
use crate::world::*;
use billing::{Action, Attempt, Dunning, Error, Payment, Step};

fn days(steps: &[Step]) -> Vec<(u16, Action)> {
    steps.iter().map(|step| (step.day, step.action)).collect()
}

#[test]
fn the_default_is_charge_remind_suspend_cancel() {
    use Action::{Cancel, Charge, Mail, Suspend};
    assert_eq!(
        days(Dunning::default().steps()),
        [
            (0, Charge),
            (3, Charge),
            (3, Mail),
            (7, Charge),
            (7, Mail),
            (14, Charge),
            (14, Mail),
            (21, Suspend),
            (45, Cancel)
        ]
    );
    assert_eq!(
        Dunning::new(Dunning::default().steps().to_vec()),
        Ok(Dunning::default())
    );
}

#[test]
fn each_step_is_due_on_its_day_and_once() {
    let dunning = Dunning::default();
    let (invoice, _) = opened("basic", "2026-03-08");
    let mut attempts = Vec::new();
    let mut told = Vec::new();
    for passed in 0..60_u64 {
        let now = at("2026-03-08").plus(std::time::Duration::from_secs(passed * 86_400));
        for step in dunning.due(&invoice, &attempts, now) {
            assert_eq!(u64::from(step.day), passed);
            told.push(step);
            attempts.push(Attempt { step, at: now });
        }
        assert_eq!(dunning.due(&invoice, &attempts, now), []);
        assert_eq!(dunning.suspends(&invoice, now), passed >= 21);
    }
    assert_eq!(told, dunning.steps());
}

#[test]
fn after_a_pause_only_the_last_charge_and_mail_are_made_up_for() {
    use Action::{Cancel, Charge, Mail, Suspend};
    let (invoice, _) = opened("basic", "2026-03-08");
    let due = |now| days(&Dunning::default().due(&invoice, &[], at(now)));
    assert_eq!(due("2026-03-16"), [(7, Charge), (7, Mail)]);
    assert_eq!(
        due("2026-06-01"),
        [(14, Charge), (14, Mail), (21, Suspend), (45, Cancel)]
    );
}

#[test]
fn an_earlier_charge_does_not_stand_for_a_later_one() {
    use Action::{Charge, Mail};
    let (invoice, _) = opened("basic", "2026-03-08");
    let first = Attempt {
        step: Step {
            day: 0,
            action: Charge,
        },
        at: at("2026-03-08"),
    };
    assert_eq!(
        days(&Dunning::default().due(&invoice, &[first], at("2026-03-11"))),
        [(3, Charge), (3, Mail)]
    );
}

#[test]
fn nothing_is_due_on_what_is_paid_or_not_issued() {
    let (mut invoice, _) = opened("basic", "2026-03-08");
    let payment = Payment {
        id: "p".into(),
        amount: usd(9_900),
        at: at("2026-03-09"),
    };
    invoice.pay(payment).unwrap();
    assert_eq!(Dunning::default().due(&invoice, &[], at("2026-06-01")), []);
    assert!(!Dunning::default().suspends(&invoice, at("2026-06-01")));
}

#[test]
fn a_schedule_that_cannot_be_followed_is_refused() {
    let step = |day, action| Step { day, action };
    let first = step(0, Action::Charge);
    for steps in [
        vec![],
        vec![step(1, Action::Charge)],
        vec![step(0, Action::Mail)],
        vec![first, first],
        vec![first, step(5, Action::Suspend), step(5, Action::Cancel)],
        vec![first, step(6, Action::Suspend), step(5, Action::Cancel)],
        vec![first, step(5, Action::Suspend), step(6, Action::Suspend)],
        vec![first, step(5, Action::Cancel), step(6, Action::Cancel)],
    ] {
        assert!(
            matches!(Dunning::new(steps.clone()), Err(Error::Dunning(_))),
            "{steps:?}"
        );
    }
    let shuffled = Dunning::new(vec![step(6, Action::Cancel), step(5, Action::Suspend), first]).unwrap();
    assert_eq!(shuffled.steps()[0], first);
    let json = serde_json::to_string(&shuffled).unwrap();
    assert_eq!(
        json,
        r#"[{"day":0,"action":"charge"},{"day":5,"action":"suspend"},{"day":6,"action":"cancel"}]"#
    );
    assert_eq!(serde_json::from_str::<Dunning>(&json).unwrap(), shuffled);
    assert!(serde_json::from_str::<Dunning>("[]").is_err());
}
