//! The participant in a room of the real media plane, on loopback, with somebody who speaks and shows himself.

mod room;
mod speaker;

use room::Room;

#[test]
fn it_says_back_what_it_sees_and_hears() {
    let mut room = Room::open();
    room.run(-30, |reading, speaker| {
        reading.frames >= 20 && speaker.pictures.len() >= 20 && speaker.sounds.len() >= 20
    });
    let reading = room.read();
    assert_eq!(reading.states, ["connecting", "connected"]);
    assert!(reading.energy > 0.0);
    // A picture has three packets.
    assert!(reading.received >= 3 * reading.frames);
    assert_eq!(reading.lost, 0);
    let speaker = &room.speaker;
    assert!(speaker.pictures[0].keyframe, "nothing goes out before a keyframe");
    let shown = speaker.pictures.iter().map(|picture| &picture.bytes);
    assert!(shown.into_iter().all(|picture| speaker.shown.contains(picture)));
    assert!(speaker.sounds.iter().all(|level| *level == Some(-30)));
}

#[test]
fn silence_is_received_and_has_no_energy() {
    let mut room = Room::open();
    room.run(-127, |_, speaker| speaker.sounds.len() >= 20);
    assert_eq!(room.read().energy, 0.0);
}

#[test]
fn who_is_asked_for_a_keyframe_asks_where_the_pictures_come_from() {
    let mut room = Room::open();
    // What has not come yet cannot be asked for.
    room.run(-30, |reading, speaker| {
        reading.frames >= 5 && !speaker.pictures.is_empty()
    });
    let before = room.speaker.asked;
    room.speaker.ask_for_keyframe();
    room.run(-30, |_, speaker| speaker.asked > before);
}
