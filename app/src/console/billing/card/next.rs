//! Where a card leads to once it is on file.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

const BILLING: &str = "/console/billing";

/// A page of the console; nobody is led elsewhere by a crafted link.
fn inside(next: &str) -> &str {
    let ours = next == "/console" || next.starts_with("/console/") || next.starts_with("/console?");
    if ours
        && next
            .bytes()
            .all(|b| b.is_ascii_graphic() && b != b'\\' && b != b'#')
    {
        next
    } else {
        BILLING
    }
}

/// That page, told that the card is on file.
#[cfg(feature = "ssr")]
pub(super) fn after(next: &str) -> String {
    let page = inside(next);
    let mark = if page.contains('?') { '&' } else { '?' };
    format!("{page}{mark}card=added")
}

/// The address of a step on the way, which passes on where the way leads.
pub(super) fn step(page: &str, setup: &str, next: &str) -> String {
    let next = utf8_percent_encode(inside(next), NON_ALPHANUMERIC);
    format!("{BILLING}/card{page}?setup={setup}&next={next}")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_way_stays_in_the_console() {
        assert_eq!(
            after("/console/plan?to=basic@1"),
            "/console/plan?to=basic@1&card=added"
        );
        for bad in [
            "",
            "/",
            "//evil.test",
            "https://evil.test",
            "/consoles",
            "/console/\\x",
            "/console/a\r\n",
        ] {
            assert_eq!(after(bad), "/console/billing?card=added", "{bad}");
        }
        assert_eq!(
            step("/done", "seti_1", "/console/plan"),
            "/console/billing/card/done?setup=seti_1&next=%2Fconsole%2Fplan"
        );
    }
}
