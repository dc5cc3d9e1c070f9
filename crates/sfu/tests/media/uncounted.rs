//! A page that offers transport-wide numbers for pictures alone (Firefox) can say nothing of sound: what it cannot
//! speak of is not counted as lost.

use std::cell::RefCell;
use std::rc::Rc;

use super::world::{STEP, World, camera, facts};

/// The id under which the page knows transport-wide numbers.
const ID: u8 = 5;

/// Whether an RTP packet has such a number.
fn is_numbered(bytes: &[u8]) -> bool {
    let words = usize::from(bytes[15]);
    let mut elements = &bytes[16..16 + 4 * words];
    while let [head, rest @ ..] = elements {
        if *head == ID << 4 | 1 {
            return true;
        }
        let length = if *head == 0 { 0 } else { usize::from(head & 15) + 1 };
        elements = &rest[length..];
    }
    false
}

#[test]
fn sound_is_numbered_only_where_the_page_offers_that() {
    for (uncounted, numbered) in [(false, vec![true]), (true, vec![false, true])] {
        let mut world = World::new();
        world.join(1, 3);
        let mut facts = facts(2, 3);
        facts.extensions.transport_cc = Some(ID);
        facts.extensions.sound_uncounted = uncounted;
        world.join_facts(2, facts);
        world.show(2, 0, Some(camera(1)));
        let seen = Rc::new(RefCell::new(Vec::new()));
        let note = seen.clone();
        world.lose = Box::new(move |bytes| {
            if (128..192).contains(&bytes[0]) && !(192..224).contains(&bytes[1]) {
                note.borrow_mut().push(is_numbered(bytes));
            }
            false
        });
        for number in 1..=3 {
            world.sound(1, number, 30);
            world.advance(4 * STEP);
        }
        world.picture(1, 1, true);
        world.advance(4 * STEP);
        seen.borrow_mut().dedup();
        assert_eq!(*seen.borrow(), numbered, "{uncounted}: sound, then a picture");
    }
}
