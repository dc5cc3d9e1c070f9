//! The token in the languages of people's servers, filled with their own values.

/// The tabs' names, in order.
const NAMES: [&str; 4] = ["Bash", "Node", "Python", "Rust"];

/// A tab's name.
pub(super) fn name(index: usize) -> &'static str {
    NAMES.get(index).copied().unwrap_or("Code")
}

#[cfg(feature = "ssr")]
const TEXTS: [&str; 4] = [
    include_str!("samples/token.sh"),
    include_str!("samples/token.mjs"),
    include_str!("samples/token.py"),
    include_str!("samples/token.rs.txt"),
];

/// Every sample with its index. They ask for `private.pem`, and print a join link.
#[cfg(feature = "ssr")]
pub(super) fn all(app: &str, kid: &str, base_url: &str) -> Vec<(usize, String)> {
    TEXTS
        .iter()
        .map(|text| {
            text.replace("%%APP%%", app)
                .replace("%%KID%%", kid)
                .replace("%%BASE%%", base_url)
        })
        .enumerate()
        .collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn samples_are_filled() {
        let all = all("app", "app/kid", "https://h");
        assert_eq!(all.len(), NAMES.len());
        for (_, text) in all {
            assert!(
                text.contains("app/kid") && text.contains("https://h") && !text.contains("%%"),
                "{text}"
            );
        }
    }
}
