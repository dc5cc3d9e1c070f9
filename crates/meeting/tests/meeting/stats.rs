//! How connections fare: what pages say of them is in the journal when they have left.

use crate::support::*;
use domain::MeetingFact;
use domain::connection::{CandidatePair, MAX_STATS, Path, Sample, Stat};
use meeting::{Input, Output};
use signal::{ClientMessage, ErrorCode, Stats};
use std::time::Duration;

fn stats(path: Path, bytes: u64, keep: bool) -> ClientMessage {
    let pair = CandidatePair {
        bytes_sent: Some(bytes),
        ..CandidatePair::default()
    };
    let stats = vec![Stat::CandidatePair(pair)];
    ClientMessage::Stats(Box::new(Stats { path, keep, stats }))
}

/// Path and bytes of what was written down.
fn written(out: &[Output]) -> Vec<(Path, u64)> {
    let bytes = |sample: Sample| match &sample.stats[..] {
        [Stat::CandidatePair(pair)] => (sample.path, pair.bytes_sent.unwrap()),
        other => panic!("{other:?}"),
    };
    recorded(out)
        .into_iter()
        .filter_map(|fact| match fact {
            MeetingFact::ConnectionStats { samples, .. } => Some(samples),
            _ => None,
        })
        .flatten()
        .map(bytes)
        .collect()
}

#[test]
fn the_last_look_at_each_connection_is_written_when_he_leaves() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    for bytes in [1, 2] {
        assert!(scene.say(&ada, &stats(Path::Server, bytes, false)).is_empty());
        assert!(
            scene
                .say(&ada, &stats(Path::Direct, 10 + bytes, false))
                .is_empty()
        );
        scene.pass(60);
    }
    let out = scene.say(&ada, &ClientMessage::Leave);
    assert_eq!(written(&out), [(Path::Server, 2), (Path::Direct, 12)]);
    let facts = recorded(&out);
    assert!(matches!(
        facts[..],
        [
            MeetingFact::ConnectionStats { .. },
            MeetingFact::ParticipantLeft { .. },
            MeetingFact::RoomDestroyed
        ]
    ));
}

#[test]
fn a_page_that_keeps_a_record_has_every_look_written_once() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    for bytes in [1, 2] {
        let out = scene.say(&ada, &stats(Path::Server, bytes, true));
        assert_eq!(written(&out), [(Path::Server, bytes)]);
        scene.pass(10);
    }
    assert_eq!(written(&scene.say(&ada, &ClientMessage::Leave)), []);
}

#[test]
fn a_server_that_stops_writes_what_it_knows() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    scene.say(&ada, &stats(Path::Server, 5, false));
    let out = scene.room.handle(scene.now, Input::Shutdown);
    assert_eq!(written(&out), [(Path::Server, 5)]);
}

#[test]
fn too_often_or_too_many_do_not_count() {
    let mut scene = Scene::new();
    let ada = scene.join(guest("Ada"));
    scene.say(&ada, &stats(Path::Server, 1, false));
    scene.now = scene.now.plus(Duration::from_secs(4));
    let out = scene.say(&ada, &stats(Path::Server, 2, true));
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::TooMany));
    scene.now = scene.now.plus(Duration::from_secs(1));
    let ClientMessage::Stats(mut many) = stats(Path::Server, 3, true) else {
        panic!("stats")
    };
    many.stats = vec![many.stats[0].clone(); MAX_STATS + 1];
    let out = scene.say(&ada, &ClientMessage::Stats(many));
    assert_eq!(error_for(&out, ada.at), Some(ErrorCode::TooLarge));
    assert_eq!(
        written(&scene.say(&ada, &ClientMessage::Leave)),
        [(Path::Server, 1)]
    );
}
