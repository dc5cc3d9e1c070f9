//! Who is let in.

use crate::support::{ANN, Answer, MEDIA, Page, VALID, World};
use rtc_stun::attributes::{ATTR_NONCE, ATTR_REQUESTED_TRANSPORT, ATTR_USERNAME};
use rtc_stun::message::METHOD_ALLOCATE;
use turn::Credential;

#[test]
fn a_credential_opens_for_its_twelve_hours() {
    let mut world = World::new();
    let mut page = world.client(ANN, "ann");
    world.pass(VALID.as_secs() - 1);
    assert_eq!(page.allocate(&mut world), Answer::Success);
    let mut late = Page::new("192.0.2.1:5001", page.credential.clone());
    world.pass(1);
    assert_eq!(late.allocate(&mut world), Answer::Failure(401));
}

#[test]
fn a_meeting_outlives_its_credential() {
    let mut world = World::new();
    let mut page = world.client(ANN, "ann");
    world.pass(VALID.as_secs() - 1);
    assert_eq!(page.allocate(&mut world), Answer::Success);
    for _ in 0..100 {
        world.pass(300);
        if page.refresh(&mut world, 600) == Answer::Failure(438) {
            let stale = page.clone();
            page.challenged(&mut world);
            assert_ne!(stale.nonce, page.nonce);
            assert_eq!(page.refresh(&mut world, 600), Answer::Success);
        }
        assert_eq!(page.permit(&mut world, MEDIA), Answer::Success);
    }
}

#[test]
fn a_forged_credential_is_refused() {
    let mut world = World::new();
    let good = world.issue("ann");
    for (username, password) in [
        (good.username.clone(), "guessed".to_owned()),
        ("1900000000:ann".to_owned(), good.password.clone()),
        (good.username.replace("ann", "bob"), good.password.clone()),
        ("ann".to_owned(), good.password.clone()),
        (String::new(), String::new()),
    ] {
        let mut page = Page::new(ANN, Credential { username, password });
        assert_eq!(page.allocate(&mut world), Answer::Failure(401));
    }
    assert_eq!(world.stats().allocations, 0);
}

#[test]
fn a_credential_of_an_earlier_start_is_refused() {
    let mut world = World::new();
    let random = domain::Random::new(<rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(2));
    let rules = turn::Rules {
        peers: turn::Peers::default(),
        limits: turn::Limits::default(),
        valid: VALID,
    };
    let earlier = turn::Server::new(rules, &random, world.now().instant);
    let mut page = Page::new(ANN, earlier.issue("ann", world.now().time));
    assert_eq!(page.allocate(&mut world), Answer::Failure(401));
}

#[test]
fn nobody_takes_over_the_allocation_of_another() {
    let mut world = World::new();
    let page = world.allocated();
    let mut bob = Page::new(ANN, world.issue("bob"));
    bob.challenged(&mut world);
    assert_eq!(bob.refresh(&mut world, 0), Answer::Failure(441));
    assert_eq!(bob.permit(&mut world, MEDIA), Answer::Failure(441));
    assert_eq!(page.refresh(&mut world, 600), Answer::Success);
}

#[test]
fn a_nonce_is_good_for_an_hour_and_for_one_client() {
    let mut world = World::new();
    let mut page = world.client(ANN, "ann");
    page.challenged(&mut world);
    let mut other = Page::new("192.0.2.1:5001", page.credential.clone());
    (other.nonce, other.realm) = (page.nonce.clone(), page.realm.clone());
    let udp =
        |message: &mut rtc_stun::message::Message| message.add(ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
    assert_eq!(other.ask(&mut world, METHOD_ALLOCATE, udp), Answer::Failure(438));
    world.pass(3_600);
    let bytes = page.signed(&mut world, METHOD_ALLOCATE, udp);
    let (answer, refusal) = world.say(page.client, &bytes);
    assert_eq!(answer, Answer::Failure(438));
    page.learn(&refusal);
    assert_eq!(page.ask(&mut world, METHOD_ALLOCATE, udp), Answer::Success);
}

#[test]
fn a_signature_without_a_name_is_a_bad_request() {
    let mut world = World::new();
    let mut page = world.client(ANN, "ann");
    page.challenged(&mut world);
    for missing in [ATTR_USERNAME, ATTR_NONCE] {
        let whole = page.signed(&mut world, METHOD_ALLOCATE, |_| {});
        let mut message = crate::support::read(&whole);
        message.attributes.0.retain(|attribute| attribute.typ != missing);
        message.encode();
        assert_eq!(world.say(page.client, &message.raw).0, Answer::Failure(400));
    }
}

#[test]
fn a_message_changed_on_its_way_is_refused() {
    let mut world = World::new();
    let mut page = world.client(ANN, "ann");
    page.challenged(&mut world);
    let mut bytes = page.signed(&mut world, METHOD_ALLOCATE, |message| {
        message.add(ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
    });
    bytes[27] ^= 1;
    assert_eq!(world.say(page.client, &bytes).0, Answer::Failure(401));
}
