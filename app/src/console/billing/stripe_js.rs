//! Stripe's script: fetched from Stripe, as its rules ask, and only by the pages that need it.

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const SCRIPT: &str = "https://js.stripe.com/v3/";
const UNREACHABLE: &str = "The payment provider's form could not be loaded. Check your connection and whether the browser blocks js.stripe.com, then reload the page.";

/// A form of Stripe that stands in the page.
#[derive(Debug, Clone)]
pub(super) struct Mounted {
    stripe: JsValue,
    elements: JsValue,
}

fn object(pairs: &[(&str, &JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

fn call(of: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(of, &method.into())?.dyn_into()?;
    function.apply(of, &arguments.iter().copied().collect())
}

async fn answer(of: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let promise: Promise = call(of, method, arguments)?.dyn_into()?;
    JsFuture::from(promise).await
}

/// What Stripe says went wrong, in its own words, which are for the customer.
fn error_of(result: &JsValue) -> Option<String> {
    let error = Reflect::get(result, &"error".into()).ok()?;
    if error.is_undefined() || error.is_null() {
        return None;
    }
    let message = Reflect::get(&error, &"message".into()).ok()?.as_string();
    Some(message.unwrap_or_else(|| String::from("The card was not accepted. Check it and try again.")))
}

/// Fetches the script once and makes `Stripe(key)`.
async fn stripe(key: &str) -> Result<JsValue, JsValue> {
    let there = Reflect::get(&window(), &"Stripe".into())?;
    if there.is_undefined() {
        let script = document().create_element("script")?;
        script.set_attribute("src", SCRIPT)?;
        let loaded = Promise::new(&mut |done, failed| {
            let _ = Reflect::set(&script, &"onload".into(), &done);
            let _ = Reflect::set(&script, &"onerror".into(), &failed);
        });
        let body = document().body().ok_or(JsValue::UNDEFINED)?;
        body.append_child(&script)?;
        JsFuture::from(loaded).await?;
    }
    call(&window(), "Stripe", &[&key.into()])
}

/// Puts the Payment Element where `selector` says.
pub(super) async fn mount(key: &str, client_secret: &str, selector: &str) -> Result<Mounted, String> {
    let mounted = async {
        let stripe = stripe(key).await?;
        let options = object(&[("clientSecret", &client_secret.into())]);
        let elements = call(&stripe, "elements", &[&options])?;
        let element = call(&elements, "create", &[&"payment".into()])?;
        call(&element, "mount", &[&selector.into()])?;
        Ok::<_, JsValue>(Mounted { stripe, elements })
    };
    mounted.await.map_err(|_| UNREACHABLE.to_owned())
}

/// Sends what was typed; the bank may take the page over and lead back to `path`.
pub(super) async fn confirm_setup(form: &Mounted, path: &str) -> Result<(), String> {
    let origin = window().location().origin().unwrap_or_default();
    let back = object(&[("return_url", &format!("{origin}{path}").into())]);
    let options = object(&[
        ("elements", &form.elements),
        ("confirmParams", &back),
        ("redirect", &"if_required".into()),
    ]);
    let result = answer(&form.stripe, "confirmSetup", &[&options]).await;
    let result = result.map_err(|_| UNREACHABLE.to_owned())?;
    error_of(&result).map_or(Ok(()), Err)
}

/// Has the bank ask the card's owner whether a payment is his.
pub(super) async fn confirm_payment(
    key: &str,
    client_secret: &str,
    card: Option<&str>,
) -> Result<(), String> {
    let confirmed = async {
        let stripe = stripe(key).await?;
        let data = match card {
            Some(card) => object(&[("payment_method", &card.into())]),
            None => object(&[]),
        };
        answer(&stripe, "confirmCardPayment", &[&client_secret.into(), &data]).await
    };
    let result = confirmed.await.map_err(|_| UNREACHABLE.to_owned())?;
    error_of(&result).map_or(Ok(()), Err)
}

/// Fetches another page of ours, out of this page's content policy.
pub(super) fn leave_for(path: &str) {
    // A path of ours cannot be refused.
    let _ = window().location().assign(path);
}
