//! A labelled control with its hint and its error.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// What may be typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One line.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A password; paste is allowed.
    Password,
    /// A web address.
    Url,
    /// A key or a token: several lines in mono, without spell checking.
    Code,
    /// Several lines in ordinary words.
    Lines,
    /// A day.
    Date,
    /// A whole number.
    Number,
    /// A file of these kinds (the `accept` attribute). Native file inputs are not sent with forms.
    File(&'static str),
    /// One of several: value and label.
    Choice(Vec<(String, String)>),
}

impl Kind {
    const fn input_type(&self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Password => "password",
            Self::Url => "url",
            Self::File(_) => "file",
            Self::Date => "date",
            Self::Number => "number",
            _ => "text",
        }
    }
}

/// A label, a control, a hint and an error, tied together for assistive technology.
#[component]
pub(crate) fn Field(
    #[prop(into)] label: String,
    /// The name in the form, and the id unless one is given.
    name: &'static str,
    #[prop(optional)] id: Option<&'static str>,
    #[prop(optional)] kind: Kind,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// What the page keeps of it while it is typed.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// What password managers and browsers fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    #[prop(optional)] placeholder: Option<&'static str>,
    /// Says "optional" beside the label; every other field is needed.
    #[prop(optional)]
    optional: bool,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] rows: Option<u32>,
    #[prop(optional)] node: Option<NodeRef<leptos::html::Input>>,
    /// Leaves the focus where it is when the page opens with an error; for the style guide.
    #[prop(optional)]
    shy: bool,
) -> impl IntoView {
    let id = id.unwrap_or(name);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let described = {
        let (hint_id, error_id, hinted) = (hint_id.clone(), error_id.clone(), hint.is_some());
        Signal::derive(move || match (hinted, error.with(Option::is_some)) {
            (true, true) => Some(format!("{error_id} {hint_id}")),
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(error_id.clone()),
            (false, false) => None,
        })
    };
    let invalid = Signal::derive(move || error.with(|e| e.is_some().then_some("true")));
    // Without JavaScript the browser itself puts the focus on what was refused.
    let autofocus = !shy && error.with_untracked(Option::is_some);
    let value = bind.map_or(value, |bind| bind.get_untracked());
    let typed = move |text: String| {
        if let Some(bind) = bind {
            bind.set(text);
        }
    };
    let area = NodeRef::<leptos::html::Textarea>::new();
    let node = node.unwrap_or_default();
    if let Some(bind) = bind {
        in_step(
            bind,
            move || area.get(),
            |area| area.value(),
            |area, text| area.set_value(text),
        );
        in_step(
            bind,
            move || node.get(),
            |input| input.value(),
            |input, text| input.set_value(text),
        );
    }
    let control = match kind {
        Kind::Code | Kind::Lines => view! {
            <textarea
                class=if kind == Kind::Code { "input input-code" } else { "input" } id=id name=name rows=rows placeholder=placeholder disabled=disabled
                autofocus=autofocus autocomplete=autocomplete
                spellcheck=(kind == Kind::Code).then_some("false") autocapitalize=(kind == Kind::Code).then_some("off")
                aria-invalid=move || invalid.get() aria-describedby=move || described.get()
                node_ref=area
                on:input=move |event| typed(event_target_value(&event))
            >{value}</textarea>
        }
        .into_any(),
        Kind::Choice(options) => view! {
            <select
                class="input" id=id name=name disabled=disabled autofocus=autofocus autocomplete=autocomplete
                aria-invalid=move || invalid.get() aria-describedby=move || described.get()
                on:change=move |event| typed(event_target_value(&event))
            >
                {options
                    .into_iter()
                    .map(|(option, label)| {
                        let selected = option == value;
                        view! { <option value=option selected=selected>{label}</option> }
                    })
                    .collect_view()}
            </select>
        }
        .into_any(),
        kind => {
            let accept = if let Kind::File(accept) = kind {
                Some(accept)
            } else {
                None
            };
            view! {
                <input
                    class="input" node_ref=node type=kind.input_type() id=id name=accept.is_none().then_some(name)
                    value=accept.is_none().then_some(value)
                    accept=accept placeholder=placeholder disabled=disabled autofocus=autofocus
                    autocomplete=autocomplete autocapitalize=matches!(kind, Kind::Email | Kind::Url).then_some("off")
                    aria-invalid=move || invalid.get() aria-describedby=move || described.get()
                    on:input=move |event| typed(event_target_value(&event))
                />
            }
            .into_any()
        }
    };
    view! {
        <div class="field">
            <label class="field-label" for=id>
                {label}
                {optional.then(|| view! { <span class="field-optional">" (optional)"</span> })}
            </label>
            {control}
            {move || {
                error.get().map(|why| view! {
                    <p class="field-error" id=error_id.clone()>
                        <Icon glyph=Glyph::Alert/>
                        <span>{why}</span>
                    </p>
                })
            }}
            {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
        </div>
    }
    .into_any()
}

/// Keeps a control and its signal in step. What somebody typed before the page was awake is taken over.
fn in_step<E: 'static>(
    bind: RwSignal<String>,
    control: impl Fn() -> Option<E> + 'static,
    read: impl Fn(&E) -> String + 'static,
    write: impl Fn(&E, &str) + 'static,
) {
    Effect::new(move |awake: Option<bool>| {
        let text = bind.get();
        let Some(control) = control() else { return false };
        let shown = read(&control);
        if shown != text {
            if awake == Some(true) {
                write(&control, &text);
            } else {
                bind.set(shown);
            }
        }
        true
    });
}
