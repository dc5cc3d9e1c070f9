//! The last month of a card, as people type it.

use payments::Expiry;

/// "08/27", "8 / 2027" or "0827".
pub(super) fn typed(text: &str) -> Option<Expiry> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (month, year) = match text.split_once(['/', '-']) {
        Some(parts) => parts,
        None if matches!(text.len(), 4 | 6) && text.is_ascii() => text.split_at(2),
        None => return None,
    };
    if !matches!(year.len(), 2 | 4) || !matches!(month.len(), 1 | 2) {
        return None;
    }
    let month: u8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    Some(Expiry {
        year: year.parse().ok()?,
        month,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_as_it_is_typed() {
        let of = |text: &str| typed(text).map(|it| (it.month, it.year));
        assert_eq!(of("08/27"), Some((8, 27)));
        assert_eq!(of(" 8 / 2027"), Some((8, 2027)));
        assert_eq!(of("1230"), Some((12, 30)));
        for wrong in ["", "13/27", "00/27", "8", "08/7", "ab/cd", "ä/27", "08/27/1"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
