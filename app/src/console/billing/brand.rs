//! Brands of cards as people know them.

/// "Visa" for `visa`; of a brand that is not known, its own word with a capital.
pub(super) fn name(brand: &str) -> String {
    let known = match brand {
        "amex" => "American Express",
        "diners" => "Diners Club",
        "jcb" => "JCB",
        "mastercard" => "Mastercard",
        "unionpay" => "UnionPay",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let mut letters = brand.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_brand_is_written_as_on_the_card() {
        assert_eq!(
            (name("visa"), name("amex"), name("")),
            ("Visa".to_owned(), "American Express".to_owned(), String::new())
        );
    }
}
