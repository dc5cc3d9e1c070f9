//! Who has left his meeting relays nothing any more.

use crate::support::{ANN, Answer, MEDIA, Page, World};

#[test]
fn relays_end_when_their_page_leaves_and_nobody_elses_do() {
    let mut world = World::new();
    let mut ann = [ANN, "192.0.2.1:5001"].map(|address| world.client(address, "ann"));
    let mut bob = world.client("192.0.2.2:5000", "bob");
    for page in ann.iter_mut().chain([&mut bob]) {
        assert_eq!(page.allocate(&mut world), Answer::Success);
        assert_eq!(page.permit(&mut world, MEDIA), Answer::Success);
    }
    world.server.revoke("ann", world.now().time, &mut world.relays);
    assert_eq!((world.relays.open.len(), world.stats().allocations), (1, 1));
    for page in &ann {
        assert_eq!(page.send(&mut world, MEDIA, b"on"), Answer::Silence);
    }
    assert_ne!(bob.send(&mut world, MEDIA, b"on"), Answer::Silence);
}

#[test]
fn what_was_given_before_opens_nothing_and_what_is_given_later_does() {
    let mut world = World::new();
    let mut before = world.client(ANN, "ann");
    world.server.revoke("ann", world.now().time, &mut world.relays);
    before.challenged(&mut world);
    assert_eq!(before.allocate(&mut world), Answer::Failure(401));
    world.pass(1);
    let mut later = Page::new("192.0.2.1:5001", world.issue("ann"));
    assert_eq!(later.allocate(&mut world), Answer::Success);
    assert_eq!(before.allocate(&mut world), Answer::Failure(401), "still not");
}
