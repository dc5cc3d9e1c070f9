//! API keys: the AppID, the public keys that sign its tokens, and adding one.

mod add;
mod disable;
mod enable;
mod generate;
mod list;
pub(crate) mod new;
mod own;
mod removal;
mod remove;
mod row;

use crate::page::{Page, travels_in};
use crate::ui::empty::Empty;
use crate::ui::loaded::Loaded;
use crate::ui::prelude::*;
use crate::ui::skeleton::Shape;
use crate::ui::table::Table;
use disable::DisableKey;
use enable::EnableKey;
use leptos_router::hooks::use_query_map;
use list::{KeyList, list_keys};
use removal::Removal;
use remove::RemoveKey;
use row::Row;

/// `/console/keys`.
pub(crate) struct KeysRoute {
    keys: Resource<FormResult<KeyList>>,
    actions: Actions,
}

/// What can be done with a key.
#[derive(Clone, Copy)]
struct Actions {
    disable: ServerAction<DisableKey>,
    enable: ServerAction<EnableKey>,
    remove: ServerAction<RemoveKey>,
}

travels_in!(console: KeysRoute);

impl Page for KeysRoute {
    fn data() -> Self {
        let actions = Actions {
            disable: ServerAction::new(),
            enable: ServerAction::new(),
            remove: ServerAction::new(),
        };
        let changes = move || {
            (
                actions.disable.version().get(),
                actions.enable.version().get(),
                actions.remove.version().get(),
            )
        };
        Self {
            keys: Resource::new(changes, |_| list_keys()),
            actions,
        }
    }

    fn view(self) -> AnyView {
        let KeysRoute { keys, actions } = self;
        announce(actions);
        view! {
            <PageHeader title="API keys" sentence="Your app is known by its AppID. Tokens for its meetings are signed with one of these keys.">
                <ButtonLink href="/console/keys/new" look=Look::Primary icon=Glyph::Plus>"Add key"</ButtonLink>
            </PageHeader>
            <Loaded data=keys shape=Shape::Table(3) render={move |list: KeyList| view! { <Keys list actions/> }.into_any()}/>
        }
        .into_any()
    }
}

/// Says what a press has done.
fn announce(actions: Actions) {
    let toasts = use_toasts();
    Effect::new(move |_| {
        if actions.disable.value().with(|v| matches!(v, Some(Ok(())))) {
            toasts.good("Key disabled. Its tokens are refused from now on.");
        }
    });
    Effect::new(move |_| {
        if actions.enable.value().with(|v| matches!(v, Some(Ok(())))) {
            toasts.good("Key enabled. Its tokens open meetings again.");
        }
    });
}

#[component]
fn Keys(list: KeyList, actions: Actions) -> impl IntoView {
    let query = use_query_map();
    let added = list
        .keys
        .iter()
        .find(|key| {
            query
                .read_untracked()
                .get("added")
                .is_some_and(|kid| kid == key.kid)
        })
        .cloned();
    let errors = [
        FormState::of(actions.disable),
        FormState::of(actions.enable),
        FormState::of(actions.remove),
    ];
    let KeyList { app, keys } = list;
    let rows = keys.clone();
    let table = if rows.is_empty() {
        view! {
            <Empty
                glyph=Glyph::Key title="No keys yet"
                sentence="A key pair signs the tokens that open your meetings. You keep the private half; the public half goes here."
            >
                <ButtonLink href="/console/keys/new" look=Look::Primary icon=Glyph::Plus>"Add key"</ButtonLink>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Table caption="Keys" stack=true>
                <thead>
                    <tr>
                        <th scope="col">"Title"</th>
                        <th scope="col">"Key ID (kid)"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col">"Created"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|key| view! { <Row key actions/> }).collect_view()}</tbody>
            </Table>
        }
        .into_any()
    };
    view! {
        <div class="stack-lg">
            {added.map(|key| view! {
                <Alert tone=Tone::Good title="Key added">
                    <span>"Put this kid into the header of your tokens: "</span>
                    <CopyId id=key.kid what="kid"/>
                    <p><a href="/console/tokens">"Make a token with it"</a></p>
                </Alert>
            })}
            {errors.map(|state| view! { <FormAlert state/> }).collect_view()}
            <Card title="AppID" note="The sub of your tokens and the first part of every meeting address.">
                <CopyId id=app what="AppID"/>
            </Card>
            {table}
            <Removal keys remove=actions.remove/>
        </div>
    }
    .into_any()
}
