//! Names that people type.

/// The longest name, in characters.
pub(super) const MAX_NAME: usize = 100;

/// The longest reason for putting somebody out, in characters.
const MAX_REASON: usize = 300;

/// Shown for somebody who gave no name and whose token has none.
const NAMELESS: &str = "Guest";

/// Without control characters and without those that turn the direction of writing, with which one
/// name could be made to look like another.
pub(super) fn clean(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_control())
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}'))
        .collect();
    kept.trim().to_owned()
}

fn short(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

/// The name for a newcomer: what he typed, else the token's.
pub(super) fn choose(typed: &str, token: Option<&str>) -> String {
    [clean(typed), clean(token.unwrap_or_default())]
        .into_iter()
        .find(|name| !name.is_empty())
        .map_or_else(|| NAMELESS.to_owned(), |name| short(&name, MAX_NAME))
}

/// The words of a moderator who puts somebody out.
pub(super) fn reason(text: Option<&str>) -> Option<String> {
    text.map(|text| short(&clean(text), MAX_REASON))
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_typed_name_goes_before_the_token_s() {
        assert_eq!(choose(" Ada\u{7} ", Some("Token")), "Ada");
        assert_eq!(choose("\u{202e}\t", Some("Token")), "Token");
        assert_eq!(choose("", None), "Guest");
        assert_eq!(choose(&"ü".repeat(300), None).chars().count(), 100);
    }
}
