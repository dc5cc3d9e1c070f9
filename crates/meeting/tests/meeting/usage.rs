//! Who counts as an active user.

use crate::support::*;
use domain::MeetingFact;
use meeting::Output;
use signal::ClientMessage;

fn counted(out: &[Output]) -> Vec<Vec<String>> {
    recorded(out)
        .into_iter()
        .filter_map(|fact| match fact {
            MeetingFact::Usage { entries } => Some(
                entries
                    .into_iter()
                    .map(|entry| entry.device.to_string())
                    .collect(),
            ),
            _ => None,
        })
        .collect()
}

#[test]
fn alone_is_nobody_and_three_are_three() {
    let mut scene = Scene::new();
    assert!(counted(&scene.join(guest("a")).out).is_empty());
    assert_eq!(counted(&scene.join(guest("b")).out), [["device-a", "device-b"]]);
    assert_eq!(counted(&scene.join(guest("c")).out), [["device-c"]]);
}

#[test]
fn the_same_browser_again_is_not_counted_again() {
    let mut scene = Scene::new();
    let a = scene.join(guest("a"));
    let _b = scene.join(guest("b"));
    scene.say(&a, &ClientMessage::Leave);
    assert!(counted(&scene.join(guest("a")).out).is_empty());
}

#[test]
fn one_browser_twice_is_one() {
    let mut scene = Scene::new();
    scene.join(guest("a"));
    assert!(counted(&scene.join(guest("a")).out).is_empty());
    assert_eq!(counted(&scene.join(guest("b")).out), [["device-a", "device-b"]]);
}

#[test]
fn a_ghost_is_not_company() {
    let mut scene = Scene::new();
    let a = scene.join(guest("a"));
    scene.lose(&a);
    assert!(counted(&scene.join(guest("b")).out).is_empty());
    let back = scene.join(returning("a", &a.joined.resume));
    assert_eq!(counted(&back.out), [["device-a", "device-b"]]);
}

#[test]
fn one_after_the_other_is_nobody() {
    let mut scene = Scene::new();
    let a = scene.join(guest("a"));
    scene.lose(&a);
    scene.pass(30);
    assert!(counted(&scene.join(guest("b")).out).is_empty());
}

#[test]
fn without_a_token_nobody_counts() {
    let mut scene = Scene::new();
    scene.join(guest("a"));
    let mut admission = guest("x");
    admission.guest.kid = None;
    assert!(counted(&scene.join(admission).out).is_empty());
    assert_eq!(counted(&scene.join(guest("b")).out), [["device-a", "device-b"]]);
}
