//! Adding a key: made in this browser, or brought along.

use super::add::AddKey;
use super::generate::Generate;
use super::own::Own;
use crate::page::{Page, travels_in};
use crate::ui::crumbs::Crumbs;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::skeleton::Shape;
use leptos_router::hooks::use_query_map;

/// `/console/keys/new`; `?own` for a key that is brought along.
pub(crate) struct NewKeyRoute {
    title: Resource<FormResult<String>>,
    add: ServerAction<AddKey>,
}

#[server(endpoint = "keys-new-title")]
async fn new_title() -> FormResult<String> {
    use crate::state;
    use crate::ui::moment::long_day;

    let (app, _) = state::member()?;
    Ok(format!("Key {}", long_day(app.clock.now().date())))
}

travels_in!(console: NewKeyRoute);

impl Page for NewKeyRoute {
    fn data() -> Self {
        Self {
            title: Resource::new(|| (), |()| new_title()),
            add: ServerAction::new(),
        }
    }

    fn view(self) -> AnyView {
        let NewKeyRoute { title, add } = self;
        let own = {
            let query = use_query_map();
            Memo::new(move |_| query.read().get("own").is_some())
        };
        view! {
            <Crumbs above=vec![("/console/keys", "API keys")] here="Add key"/>
            <PageHeader
                title="Add key"
                sentence="A pair has two halves: you sign tokens with the private one, we check them with the public one."
            />
            <nav class="tablist" aria-label="Where the key comes from">
                <a class="tab" href="/console/keys/new" aria-current=move || (!own.get()).then_some("page")>"Generate in this browser"</a>
                <a class="tab" href="/console/keys/new?own" aria-current=move || own.get().then_some("page")>"Use your own public key"</a>
            </nav>
            <div class="section">
                <Loaded
                    data=title
                    shape=Shape::Block
                    render={move |title: String| {
                        let (first, second) = (title.clone(), title);
                        view! {
                            <Show
                                when=move || own.get()
                                fallback=move || view! { <Generate title=first.clone() add/> }
                            >
                                <Own title=second.clone() add/>
                            </Show>
                        }
                        .into_any()
                    }}
                />
            </div>
        }
        .into_any()
    }
}
