//! What views hold: signals to read and one way to say that something happened. The glue of an
//! embedding page's API belongs beside the browser modules and uses the same two: it sends
//! [`Event`]s and watches [`Meeting::state`].

use super::browser;
use super::event::Event;
use super::figures::Looks;
use super::layout::Size;
use super::reducer::reduce;
use super::state::MeetingState;
use super::tiles::{Arrangement, arrange, wanted};
use super::view_plan::SlotTable;
use leptos::prelude::*;
use signal::Shown;

/// The meeting as views see it.
#[derive(Clone, Copy)]
pub(crate) struct Meeting {
    /// Everything the page knows.
    pub state: RwSignal<MeetingState>,
    /// The area that tiles may fill.
    pub area: RwSignal<Size>,
    /// Tiles in their places.
    pub arrangement: Memo<Arrangement>,
    /// The pictures that are on the screen.
    pub wanted: Memo<Vec<Shown>>,
    /// Which receiver shows which of them.
    pub table: RwSignal<SlotTable>,
    /// Counts peer connections; another one has other receivers.
    pub peers: RwSignal<u32>,
    /// Counts changes of one's own tracks.
    pub captures: RwSignal<u32>,
    /// How the connections fare.
    pub looks: RwSignal<Looks>,
    /// The window is covered or minimised.
    pub hidden: RwSignal<bool>,
}

impl Meeting {
    /// A meeting that has not begun.
    #[must_use]
    pub(crate) fn new() -> Self {
        let state = RwSignal::new(MeetingState::default());
        let area = RwSignal::new(Size::default());
        let hidden = RwSignal::new(false);
        let arrangement = Memo::new(move |_| state.with(|state| arrange(state, area.get())));
        let shown = Memo::new(move |_| {
            if hidden.get() {
                return Vec::new();
            }
            arrangement.with(|arrangement| state.with(|state| wanted(state, arrangement)))
        });
        Self {
            state,
            area,
            arrangement,
            wanted: shown,
            table: RwSignal::new(SlotTable::default()),
            peers: RwSignal::new(0),
            captures: RwSignal::new(0),
            looks: RwSignal::new(Looks::default()),
            hidden,
        }
    }

    /// Says that something happened, and does what follows from it.
    pub(crate) fn send(self, event: Event) {
        let now = browser::now();
        let quiet = event == Event::Tick;
        let effects = self.state.try_maybe_update(|state| {
            // A tick seldom changes anything that shows; views rest until one does.
            let before = quiet.then(|| state.clone());
            let effects = reduce(state, event, now);
            (before.is_none_or(|before| before != *state), effects)
        });
        if let Some(effects) = effects {
            browser::run(effects);
        }
    }

    /// A part of the state that views follow by itself.
    pub(crate) fn part<T>(self, read: impl Fn(&MeetingState) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.state.with(&read))
    }
}

impl Default for Meeting {
    fn default() -> Self {
        Self::new()
    }
}

/// The meeting of the page around.
#[must_use]
pub(crate) fn use_meeting() -> Meeting {
    use_context::<Meeting>().unwrap_or_default()
}
