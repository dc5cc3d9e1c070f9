//! A moment: in UTC as it leaves the server, in the reader's own time once the page is awake.

use super::moment::Moment;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// UTC stays readable on hover.
#[component]
pub(crate) fn When(moment: Moment) -> impl IntoView {
    let Moment { at, utc } = moment;
    let text = RwSignal::new(utc.clone());
    let moment = at.clone();
    Effect::new(move |_| {
        let options = js_sys::Object::new();
        for (key, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
            let _ = js_sys::Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value));
        }
        let date = js_sys::Date::new(&JsValue::from_str(&moment));
        let locale = window()
            .navigator()
            .language()
            .unwrap_or_else(|| String::from("en"));
        text.set(date.to_locale_string(&locale, &options).into());
    });
    view! {
        <time datetime=at title=utc>
            {move || text.get()}
        </time>
    }
    .into_any()
}
