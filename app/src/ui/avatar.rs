//! A person's picture or initials.

use leptos::prelude::*;

/// At most two initials of a name.
pub(crate) fn initials(name: &str) -> String {
    name.split(|c: char| c.is_whitespace() || c == '.' || c == '@')
        .filter_map(|part| part.chars().next())
        .take(2)
        .collect()
}

/// A round picture; initials where there is none. The name always stands beside it, so it is decoration:
/// the initials are drawn by the style sheet and are no text of the button around them.
#[component]
pub(crate) fn Avatar(
    #[prop(into)] name: String,
    #[prop(optional, into)] picture: Option<String>,
) -> impl IntoView {
    let letters = picture.is_none().then(|| initials(&name));
    view! {
        <span class="avatar" aria-hidden="true" data-initials=letters>
            {picture.map(|src| view! { <img src=src alt="" referrerpolicy="no-referrer"/> })}
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_two_at_most() {
        assert_eq!(initials("Ada Lovelace King"), "AL");
        assert_eq!(initials("ada@example.org"), "ae");
        assert_eq!(initials(""), "");
    }
}
