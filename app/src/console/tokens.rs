//! Tokens: make one in the browser, and look at any with the eyes of the server.

mod details;
mod form;
mod inspect;
pub(crate) mod inspection;
mod inspector;
mod made;
mod maker;
mod samples;
mod setup;

use crate::page::{Page, travels_in};
use crate::ui::code::{Code, CodeTabs, Sample};
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use inspect::Inspect;
use inspector::Inspector;
use maker::Maker;
use setup::{Setup, load_setup};

/// `/console/tokens`.
pub(crate) struct TokensRoute {
    setup: Resource<FormResult<Setup>>,
    inspect: ServerAction<Inspect>,
}

travels_in!(tokens: TokensRoute);

impl Page for TokensRoute {
    fn data() -> Self {
        Self {
            setup: Resource::new(|| (), |()| load_setup()),
            inspect: ServerAction::new(),
        }
    }

    fn view(self) -> AnyView {
        let TokensRoute { setup, inspect } = self;
        let looked_at = RwSignal::new(String::new());
        view! {
            <PageHeader
                title="Tokens"
                sentence="A token is what opens a room: signed with your private key, checked with the public one. Yours is used in this page only and never sent."
            />
            <Loaded data=setup render={move |setup: Setup| {
                let samples = Signal::stored(
                    setup.samples.iter().map(|(name, text)| Sample { name: samples::name(*name), text: text.clone() }).collect::<Vec<_>>()
                );
                let frame = made::embed(&format!("{}/{}/first-meeting?jwt=TOKEN", setup.base_url, setup.app));
                let inspected = setup.inspected.clone();
                view! {
                    <div class="split">
                        <Maker setup looked_at/>
                        <Inspector inspect looked_at inspected/>
                    </div>
                    <section class="section" id="embed">
                        <h2>"In your page"</h2>
                        <p class="soft prose">"A frame with the join link is all it takes. Put the token that your server made for this person in place."</p>
                        <div class="section"><Code title="Embed in your page" text=Signal::stored(frame) wrap=true/></div>
                    </section>
                    <section class="section" id="server">
                        <h2>"On your server"</h2>
                        <p class="soft prose">"The same token in your own code. AppID and kid are filled in; put the path of your private key in place."</p>
                        <div class="section"><CodeTabs id="server-code" label="Languages" samples/></div>
                    </section>
                }
                .into_any()
            }}/>
        }
        .into_any()
    }
}
