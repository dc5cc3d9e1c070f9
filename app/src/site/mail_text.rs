//! Plain text with its addresses made clickable.

use leptos::prelude::*;

/// A stretch of text, and whether it is an address.
pub(super) fn stretches(text: &str) -> Vec<(bool, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = ["https://", "http://"]
        .iter()
        .filter_map(|scheme| rest.find(scheme))
        .min()
    {
        let length = rest[start..]
            .find(|c: char| c.is_whitespace() || "<>\"".contains(c))
            .unwrap_or(rest.len() - start);
        let address = rest[start..start + length].trim_end_matches(['.', ',', ')']);
        if start > 0 {
            found.push((false, &rest[..start]));
        }
        found.push((true, address));
        rest = &rest[start + address.len()..];
    }
    if !rest.is_empty() {
        found.push((false, rest));
    }
    found
}

/// The text of a mail.
#[component]
pub(super) fn MailText(text: String) -> impl IntoView {
    let parts = stretches(&text)
        .into_iter()
        .map(|(address, part)| {
            let part = part.to_owned();
            let target = part.clone();
            if address {
                view! { <a href=target>{part}</a> }.into_any()
            } else {
                part.into_any()
            }
        })
        .collect_view();
    view! { <div class="mail-text">{parts}</div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::stretches;

    #[test]
    fn addresses_are_found_and_nothing_is_lost() {
        let text = "Follow http://localhost:8080/verify-email?token=a-b.\nOr not.";
        let parts = stretches(text);
        assert_eq!(parts[1], (true, "http://localhost:8080/verify-email?token=a-b"));
        assert_eq!(parts.iter().map(|(_, part)| *part).collect::<String>(), text);
        assert_eq!(stretches("no address"), [(false, "no address")]);
        assert!(stretches("").is_empty());
    }
}
