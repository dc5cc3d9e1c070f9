//! One's own microphone, camera and screen.

use super::*;

#[test]
fn muting_is_told_once_and_takes_the_device_off() {
    let mut page = Page::in_meeting();
    page.on(Event::Toggle(SourceKind::Camera));
    assert!(page.did(&Effect::Close(SourceKind::Camera)));
    assert_eq!(
        page.sent(),
        [&ClientMessage::Mute {
            source: SourceKind::Camera,
            muted: true
        }]
    );
    page.on(Event::Toggle(SourceKind::Camera));
    assert_eq!(page.did, [Effect::Open(vec![SourceKind::Camera])]);
    page.opened(SourceKind::Camera);
    assert_eq!(
        page.sent(),
        [&ClientMessage::Mute {
            source: SourceKind::Camera,
            muted: false
        }]
    );
    // Another device for a source that is on is not news to anybody.
    page.opened(SourceKind::Camera);
    assert_eq!(page.sent(), Vec::<&ClientMessage>::new());
}

#[test]
fn a_camera_turned_off_while_the_browser_asks_is_let_go() {
    let mut page = Page::at_prejoin();
    page.on(Event::Toggle(SourceKind::Camera))
        .on(Event::Toggle(SourceKind::Camera))
        .on(Event::Toggle(SourceKind::Camera))
        .opened(SourceKind::Camera);
    assert_eq!(page.did, [Effect::Close(SourceKind::Camera)]);
    assert_eq!(page.state.own.camera, Source::Off);
}

#[test]
fn a_screen_brings_its_sound_and_takes_it_away() {
    let mut page = Page::in_meeting();
    page.on(Event::Toggle(SourceKind::Screen)).on(Event::Opened {
        kind: SourceKind::Screen,
        with_sound: true,
    });
    assert_eq!(page.sent().len(), 2);
    page.on(Event::Ended(SourceKind::Screen));
    assert_eq!(
        page.sent(),
        [
            &ClientMessage::Mute {
                source: SourceKind::Screen,
                muted: true
            },
            &ClientMessage::Mute {
                source: SourceKind::ScreenAudio,
                muted: true
            }
        ]
    );
    page.on(Event::Toggle(SourceKind::Screen)).on(Event::Failed {
        kind: SourceKind::Screen,
        problem: None,
    });
    assert_eq!(page.state.own.screen, Source::Off);
    assert!(page.state.notices.iter().all(|notice| notice.tone == Tone::Info));
}

#[test]
fn a_token_that_forbids_sharing_leaves_the_screen_off() {
    let mut page = Page::in_meeting();
    page.state.features = domain::Features::new([("screen-sharing".to_owned(), false)].into());
    page.on(Event::Toggle(SourceKind::Screen));
    assert_eq!(page.state.own.screen, Source::Off);
    assert!(page.did.is_empty());
}
