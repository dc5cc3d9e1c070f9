//! Documents of many pages.

use crate::world::*;

#[test]
fn an_invoice_of_a_usual_size_is_one_page() {
    let pages = pages(&issued(example(), terms()));
    assert_eq!(pages.len(), 1);
    assert_says(&pages[0], &["Invoice INV-000042", "Page 1 of 1"]);
}

#[test]
fn every_page_of_many_lines_begins_with_the_head_and_is_numbered() {
    let pages = pages(&of_lines(200));
    let count = pages.len();
    assert!(count > 5);
    for (at, page) in pages.iter().enumerate() {
        assert!(
            page.contains("Description Quantity Unit price Amount (USD)"),
            "{page}"
        );
        assert!(page.contains(&format!("Page {} of {count}", at + 1)), "{page}");
    }
}

#[test]
fn no_line_is_lost_between_pages() {
    let text = pages(&of_lines(200)).join(" ");
    assert_eq!(text.matches("MAU overage").count(), 20);
    assert_eq!(text.matches("2026 – 8").count(), 200);
}

#[test]
fn sums_are_not_torn_apart() {
    for lines in 5..=20 {
        let pages = pages(&of_lines(lines));
        let last = pages.last().unwrap();
        assert_says(last, &["Subtotal", "Total", "Amount due"]);
    }
}
