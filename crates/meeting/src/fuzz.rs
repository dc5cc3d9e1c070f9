//! What fuzzers do with the offer of a page.

use rtc_sdp::SessionDescription;
use sfu::api::{LegKey, LegTransport};
use std::io::Cursor;

use crate::sdp::{Offer, answer};

/// The name of a target, and what it does with any bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[("offer", offer)];

/// An offer that is taken has an answer that can be read, with as many m-lines in the same order, and nothing
/// that the page wrote ends a line of it. Facts and answer depend on nothing but the offer.
fn offer(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(offer) = Offer::parse(text) else { return };
    let leg = LegKey(7);
    let facts = offer.facts(leg);
    let transport = LegTransport {
        ufrag: "ours".to_owned(),
        password: "a password of twenty-two letters".to_owned(),
        fingerprint: [7; 32],
        candidates: Vec::new(),
    };
    let written = answer(&offer, &transport, &facts, leg);
    let read = SessionDescription::unmarshal(&mut Cursor::new(written.as_bytes()));
    let read = read.unwrap_or_else(|error| panic!("an answer that cannot be read: {error}\n{written}"));
    let offered = SessionDescription::unmarshal(&mut Cursor::new(text.as_bytes()));
    let offered = offered.unwrap_or_else(|error| panic!("taken, and yet not read: {error}"));
    let kinds = |session: &SessionDescription| -> Vec<String> {
        let lines = session.media_descriptions.iter();
        lines.map(|line| line.media_name.media.clone()).collect()
    };
    assert_eq!(kinds(&read), kinds(&offered), "{written}");
    let slots = facts.audio_slots.iter().chain(&facts.video_slots);
    let mut ours: Vec<u32> = slots
        .flat_map(|slot| [Some(slot.ssrc), slot.rtx_ssrc])
        .flatten()
        .collect();
    let count = ours.len();
    ours.sort_unstable();
    ours.dedup();
    assert_eq!(ours.len(), count, "every receiver has streams of its own");
    assert_eq!(offer.facts(leg), facts);
}
