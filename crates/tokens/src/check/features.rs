//! `context.features` (contract §2.2): unknown names and values that are not boolean are refused, as
//! the contract's clients do; an absent map allows nothing but the defaults.

use crate::Rule;
use crate::verdict::Refusal;
use crate::words::{boolean, quote, show};
use domain::{FEATURES, Features};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

pub(crate) fn features(context: &Map<String, Value>) -> Result<(Features, String), Refusal> {
    let map = match context.get("features") {
        None | Some(Value::Null) => {
            return Ok((Features::default(), "none given, so none granted".to_owned()));
        }
        Some(Value::Object(map)) => map,
        Some(other) => {
            return Err(Refusal::new(
                Rule::FeaturesInvalid,
                format!(
                    "context.features is {}; it must be an object of names and booleans, or left out.",
                    show(other)
                ),
            ));
        }
    };
    let mut said = BTreeMap::new();
    for (name, value) in map {
        if !FEATURES.contains(&name.as_str()) {
            return Err(Refusal::new(
                Rule::FeatureUnknown,
                format!(
                    "context.features has {}, which is no feature. The features are {}.",
                    quote(name),
                    FEATURES.join(", ")
                ),
            ));
        }
        let on = boolean(value).ok_or_else(|| {
            Refusal::new(
                Rule::FeatureValueInvalid,
                format!(
                    "The feature {name} is {}; it must be true or false, as a boolean or a text.",
                    show(value)
                ),
            )
        })?;
        said.insert(name.clone(), on);
    }
    let granted: Vec<&str> = said
        .iter()
        .filter(|(_, on)| **on)
        .map(|(name, _)| name.as_str())
        .collect();
    let note = if granted.is_empty() {
        "none granted".to_owned()
    } else {
        granted.join(", ")
    };
    Ok((Features::new(said), note))
}
