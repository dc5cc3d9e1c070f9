//! What is bounded stays so, and is given back.

use crate::support::{Answer, MEDIA, PUBLIC, Page, World, relayed};
use turn::Limits;

fn small() -> Limits {
    Limits {
        allocations: 6,
        allocations_per_endpoint: 2,
        allocations_per_address: 4,
        permissions: 3,
        channels: 2,
        bytes_per_second: 1_000,
        bytes_per_second_of_endpoint: 1_500,
        ..Limits::default()
    }
}

#[test]
fn a_credential_has_so_many_allocations() {
    let mut world = World::with(small());
    let credential = world.issue("ann");
    let mut pages: Vec<Page> = (0..3)
        .map(|n| Page::new(&format!("192.0.2.{n}:5000"), credential.clone()))
        .collect();
    assert_eq!(pages[0].allocate(&mut world), Answer::Success);
    assert_eq!(pages[1].allocate(&mut world), Answer::Success);
    assert_eq!(pages[2].allocate(&mut world), Answer::Failure(486));
    assert_eq!(world.stats().over_limit, 1);
    assert_eq!(pages[0].refresh(&mut world, 0), Answer::Success);
    assert_eq!(pages[2].allocate(&mut world), Answer::Success);
}

#[test]
fn a_page_that_comes_back_with_another_credential_has_no_other_share() {
    let mut world = World::with(small());
    for n in 0..2 {
        let mut page = world.client(&format!("192.0.2.{n}:5000"), "ann");
        assert_eq!(page.allocate(&mut world), Answer::Success);
        world.pass(1);
    }
    let mut third = world.client("192.0.2.3:5000", "ann");
    assert_eq!(third.allocate(&mut world), Answer::Failure(486));
    let mut other = world.client("192.0.2.3:5000", "bob");
    assert_eq!(other.allocate(&mut world), Answer::Success);
}

#[test]
fn all_allocations_of_a_page_relay_so_many_bytes_a_second_together() {
    let mut world = World::with(small());
    let mut pages = ["192.0.2.1:5000", "192.0.2.2:5000"].map(|address| world.client(address, "ann"));
    for page in &mut pages {
        assert_eq!(page.allocate(&mut world), Answer::Success);
        assert_eq!(page.permit(&mut world, MEDIA), Answer::Success);
    }
    let packet = [7; 500];
    let sent = |world: &mut World, page: &Page| page.send(world, MEDIA, &packet) != Answer::Silence;
    assert!(sent(&mut world, &pages[0]) && sent(&mut world, &pages[0]) && sent(&mut world, &pages[1]));
    assert!(
        !sent(&mut world, &pages[1]),
        "it might by itself, but not all together"
    );
    world.pass(1);
    assert!(sent(&mut world, &pages[1]));
    // Giving up and asking again does not help.
    assert!(sent(&mut world, &pages[1]) && sent(&mut world, &pages[0]));
    assert_eq!(pages[0].refresh(&mut world, 0), Answer::Success);
    assert_eq!(pages[0].allocate(&mut world), Answer::Success);
    assert_eq!(pages[0].permit(&mut world, MEDIA), Answer::Success);
    assert!(!sent(&mut world, &pages[0]));
}

#[test]
fn an_address_has_so_many_allocations_whoever_asks() {
    let mut world = World::with(small());
    let mut ask = |n: u16, address: &str| {
        world
            .client(&format!("{address}:{n}"), &format!("e{n}"))
            .allocate(&mut world)
    };
    for n in 1..=4 {
        assert_eq!(ask(n, "192.0.2.1"), Answer::Success);
    }
    assert_eq!(ask(5, "192.0.2.1"), Answer::Failure(486));
    assert_eq!(ask(6, "192.0.2.2"), Answer::Success);
}

#[test]
fn a_network_of_ipv6_is_one_address() {
    let mut world = World::with(small());
    let mut ask = |n: u16, network: u16| {
        world
            .client(&format!("[2001:db8:0:{network}::{n}]:5000"), &format!("e{n}"))
            .allocate(&mut world)
    };
    for n in 1..=4 {
        assert_eq!(ask(n, 1), Answer::Success);
    }
    assert_eq!(ask(5, 1), Answer::Failure(486));
    assert_eq!(ask(5, 2), Answer::Success);
}

#[test]
fn there_are_so_many_allocations_in_all() {
    let mut world = World::with(small());
    let mut ask = |n: u8| {
        world
            .client(&format!("192.0.2.{n}:5000"), &format!("e{n}"))
            .allocate(&mut world)
    };
    for n in 0..6 {
        assert_eq!(ask(n), Answer::Success);
    }
    assert_eq!(ask(6), Answer::Failure(508));
    world.pass(600);
    assert_eq!(
        world.client("192.0.2.6:5000", "e6").allocate(&mut world),
        Answer::Success,
        "those before are over"
    );
}

#[test]
fn an_allocation_has_so_many_permissions() {
    let mut world = World::with(small());
    let page = world.allocated();
    for n in 1..=3 {
        assert_eq!(
            page.permit(&mut world, &format!("8.8.8.{n}:4000")),
            Answer::Success
        );
    }
    assert_eq!(page.permit(&mut world, "8.8.8.4:4000"), Answer::Failure(508));
    assert_eq!(
        page.permit(&mut world, "8.8.8.3:4000"),
        Answer::Success,
        "one that there is"
    );
    world.pass(300);
    assert_eq!(page.permit(&mut world, "8.8.8.4:4000"), Answer::Success);
}

#[test]
fn an_allocation_has_so_many_channels() {
    let mut world = World::with(small());
    let page = world.allocated();
    assert_eq!(page.bind(&mut world, 0x4000, PUBLIC), Answer::Success);
    assert_eq!(page.bind(&mut world, 0x4001, "8.8.8.8:4001"), Answer::Success);
    assert_eq!(
        page.bind(&mut world, 0x4002, "8.8.8.8:4002"),
        Answer::Failure(508)
    );
    assert_eq!(page.bind(&mut world, 0x4000, PUBLIC), Answer::Success);
}

#[test]
fn an_allocation_relays_so_many_bytes_a_second_each_way() {
    let mut world = World::with(small());
    let page = world.allocated();
    assert_eq!(page.permit(&mut world, MEDIA), Answer::Success);
    let packet = [7; 400];
    for _ in 0..2 {
        assert_eq!(page.send(&mut world, MEDIA, &packet), relayed(MEDIA, &packet));
        assert!(world.peer_says(MEDIA, &packet).is_some());
    }
    assert_eq!(page.send(&mut world, MEDIA, &packet), Answer::Silence);
    assert_eq!(world.peer_says(MEDIA, &packet), None);
    assert_eq!(world.stats().dropped, 2);
    world.pass(1);
    assert_eq!(page.send(&mut world, MEDIA, &packet), relayed(MEDIA, &packet));
}
