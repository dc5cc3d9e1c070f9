//! Who is where, in meetings of every kind.

use super::*;
use signal::Participant;

const AREA: Size = Size {
    width: 1424.0,
    height: 780.0,
};

fn person(number: usize, live: &[SourceKind]) -> Participant {
    Participant {
        direct: false,
        endpoint: format!("{number:08x}").parse().unwrap(),
        name: format!("Person {number}"),
        avatar: None,
        moderator: false,
        live: live.to_vec(),
        away: false,
    }
}

/// A meeting of `count` people, all with camera; number 0 is oneself.
fn meeting(count: usize) -> MeetingState {
    MeetingState {
        me: Some("00000000".parse().unwrap()),
        people: (0..count)
            .map(|number| person(number, &[SourceKind::Camera]))
            .collect(),
        ..MeetingState::default()
    }
}

fn names(arrangement: &Arrangement) -> Vec<String> {
    arrangement
        .tiles
        .iter()
        .map(|tile| tile.source.to_string())
        .collect()
}

#[test]
fn everybody_has_a_tile_and_oneself_is_first() {
    let mut state = meeting(3);
    state.people.rotate_left(1);
    let arrangement = arrange(&state, AREA);
    assert_eq!(names(&arrangement), ["00000000-v0", "00000001-v0", "00000002-v0"]);
    assert_eq!(arrangement.layout, Layout::Tiles);
    assert_eq!(arrangement.pages, 1);
}

#[test]
fn a_shared_screen_goes_on_stage_by_itself_until_it_is_sent_away() {
    let mut state = meeting(3);
    state.people[2].live.push(SourceKind::Screen);
    let arrangement = arrange(&state, AREA);
    assert_eq!(arrangement.layout, Layout::Stage);
    assert_eq!(arrangement.tiles[0].source.to_string(), "00000002-v1");
    assert_eq!(arrangement.tiles[0].role, Role::Stage);
    assert_eq!(arrangement.tiles.len(), 4);

    state.dismissed = shared_screens(&state);
    let arrangement = arrange(&state, AREA);
    assert_eq!(arrangement.layout, Layout::Tiles);
    assert_eq!(arrangement.tiles.len(), 4);
}

#[test]
fn ones_own_screen_stays_a_tile() {
    let mut state = meeting(2);
    state.own.screen = crate::meeting::devices::Source::On;
    state.people[0].live.push(SourceKind::Screen);
    let arrangement = arrange(&state, AREA);
    assert_eq!(arrangement.layout, Layout::Tiles);
    assert_eq!(names(&arrangement), ["00000000-v1", "00000000-v0", "00000001-v0"]);
}

#[test]
fn the_stage_follows_who_speaks_but_never_oneself() {
    let mut state = meeting(3);
    state.layout = Layout::Stage;
    let on_stage = |state: &MeetingState| arrange(state, AREA).tiles[0].source.to_string();
    assert_eq!(on_stage(&state), "00000001-v0");
    state.recent = vec!["00000002".parse().unwrap()];
    assert_eq!(on_stage(&state), "00000002-v0");
    state.recent.insert(0, "00000000".parse().unwrap());
    assert_eq!(on_stage(&state), "00000002-v0");
    assert_eq!(
        on_stage(&{
            let mut alone = meeting(1);
            alone.layout = Layout::Stage;
            alone
        }),
        "00000000-v0"
    );
}

#[test]
fn a_pinned_tile_wins_while_it_is_there() {
    let mut state = meeting(3);
    state.pinned = Some("00000001-v0".parse().unwrap());
    assert_eq!(arrange(&state, AREA).tiles[0].source.to_string(), "00000001-v0");
    state.pinned = Some("0000000f-v0".parse().unwrap());
    assert_eq!(arrange(&state, AREA).layout, Layout::Tiles);
}

#[test]
fn large_meetings_have_pages() {
    let mut state = meeting(60);
    let first = arrange(&state, AREA);
    assert_eq!(first.tiles.len(), layout::MAX_TILES);
    assert_eq!(first.pages, 3);
    state.page = 2;
    assert_eq!(arrange(&state, AREA).tiles.len(), 10);
    // A page that is gone shows the last one there is.
    state.people.truncate(30);
    let last = arrange(&state, AREA);
    assert_eq!((last.page, last.pages), (1, 2));
}

#[test]
fn a_short_film_keeps_recent_speakers_in_steady_order() {
    let mut state = meeting(40);
    state.layout = Layout::Stage;
    state.recent = ["00000005", "00000027", "00000020"]
        .map(|id| id.parse().unwrap())
        .to_vec();
    let arrangement = arrange(&state, AREA);
    let film = names(&arrangement)[1..].to_vec();
    assert!(film.len() < 39);
    assert_eq!(film[0], "00000000-v0");
    let place = |name: &str| film.iter().position(|other| other == name);
    assert!(place("00000020-v0").unwrap() < place("00000027-v0").unwrap());
}

#[test]
fn only_pictures_that_are_on_are_asked_for() {
    let mut state = meeting(4);
    state.people[1].live.clear();
    state.people[3].live.push(SourceKind::Screen);
    let arrangement = arrange(&state, AREA);
    let wanted = wanted(&state, &arrangement);
    let names: Vec<String> = wanted.iter().map(|shown| shown.source.to_string()).collect();
    assert_eq!(names, ["00000003-v1", "00000002-v0", "00000003-v0"]);
    assert!(wanted[0].height > wanted[1].height);
}

#[test]
fn a_page_never_asks_for_more_than_there_are_receivers() {
    let mut state = meeting(200);
    for person in &mut state.people {
        person.live.push(SourceKind::Screen);
    }
    for layout in [Layout::Tiles, Layout::Stage] {
        state.layout = layout;
        state.dismissed = shared_screens(&state);
        let arrangement = arrange(&state, AREA);
        assert!(wanted(&state, &arrangement).len() <= signal::VIDEO_SLOTS);
    }
}
