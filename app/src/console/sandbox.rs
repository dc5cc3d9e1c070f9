//! The sandbox's clock: set ahead by its owner, who then reads what happened on the way.

mod clock;
mod generate;
mod happened;
mod move_clock;
mod overview;
mod test_meetings;

use crate::page::{Page, travels_whole_in};
use crate::ui::empty::Empty;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use clock::ClockForms;
use generate::GenerateUsage;
use happened::Timeline;
use leptos_router::hooks::use_query_map;
use move_clock::{MoveClock, Moved};
use overview::{Clock, SandboxPage, load_sandbox};
use test_meetings::TestMeetings;

/// `/console/sandbox`; `?since=…` after a move, `?met=…&of=…` after test meetings.
pub(crate) struct SandboxRoute {
    sandbox: Resource<FormResult<SandboxPage>>,
    actions: Actions,
}

/// What can be done.
#[derive(Clone, Copy)]
struct Actions {
    forward: ServerAction<MoveClock>,
    generate: ServerAction<GenerateUsage>,
}

travels_whole_in!(plan: SandboxRoute);

impl Page for SandboxRoute {
    fn data() -> Self {
        let actions = Actions {
            forward: ServerAction::new(),
            generate: ServerAction::new(),
        };
        let changes = move || (actions.forward.version().get(), actions.generate.version().get());
        Self {
            sandbox: Resource::new(changes, |_| load_sandbox()),
            actions,
        }
    }

    fn view(self) -> AnyView {
        let SandboxRoute { sandbox, actions } = self;
        leave_when_erased(actions);
        view! {
            <PageHeader
                title="Sandbox clock"
                sentence="Set the sandbox's time ahead, and invoices, payments, reminders and the end of a subscription happen as if the time had passed."
            />
            <Loaded data=sandbox render={move |page: SandboxPage| match page {
                SandboxPage::Live => view! {
                    <Empty
                        glyph=Glyph::Clock title="Only a sandbox has a clock"
                        sentence="You look at the live app, whose time is the real one. Switch to the sandbox at the top of the navigation."
                    />
                }
                .into_any(),
                SandboxPage::Sandbox(clock) => view! { <Sandbox clock actions/> }.into_any(),
            }}/>
        }
        .into_any()
    }
}

/// An erased sandbox is left for the live app, by a page of its own so that nothing of the sandbox stays.
fn leave_when_erased(actions: Actions) {
    Effect::new(move |_| {
        let erased = actions
            .forward
            .value()
            .with(|v| matches!(v, Some(Ok(Moved::Erased))));
        if erased {
            let _ = window().location().set_href(move_clock::AFTER_THE_END);
        }
    });
}

#[component]
fn Sandbox(clock: Clock, actions: Actions) -> impl IntoView {
    let query = use_query_map();
    let since = Memo::new(move |_| query.read().get("since"));
    let met = Memo::new(move |_| {
        let query = query.read();
        query.get("met").zip(query.get("of"))
    });
    let errors = [FormState::of(actions.forward)];
    let (app, refusal) = (clock.app.clone(), clock.refusal.clone());
    let happened = clock.happened.clone();
    view! {
        <div class="stack-lg">
            {errors.map(|state| view! { <FormAlert state/> }).collect_view()}
            <div class="split">
                <ClockForms clock=clock.clone() actions/>
                <TestMeetings app met refusal used=clock.used actions/>
            </div>
            <Timeline happened since/>
        </div>
    }
    .into_any()
}
