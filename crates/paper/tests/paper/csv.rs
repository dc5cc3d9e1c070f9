//! Rows for spreadsheets.

use crate::world::*;
use paper::{Error, invoice_csv};

#[test]
fn the_worked_example_has_a_row_for_every_line() {
    let csv = invoice_csv(&issued(example(), terms())).unwrap();
    assert_eq!(csv.matches("\r\n").count(), 11);
    assert_eq!(
        csv.replace("\r\n", "\n"),
        "\
invoice,issued,due,line,description,from,until,quantity,unit,unit_price,amount,currency
INV-000042,2026-04-08,2026-04-22,1,SIP call in,2026-03-08,2026-04-08,0,minute,0.06,0.00,USD
INV-000042,2026-04-08,2026-04-22,2,MAU overage,2026-03-08,2026-04-08,200,MAU,0.99,198.00,USD
INV-000042,2026-04-08,2026-04-22,3,SIP call out,2026-03-08,2026-04-08,0,minute,0.06,0.00,USD
INV-000042,2026-04-08,2026-04-22,4,Transcription,2026-03-08,2026-04-08,0,minute,0.06,0.00,USD
INV-000042,2026-04-08,2026-04-22,5,Streaming,2026-03-08,2026-04-08,0,minute,0.01,0.00,USD
INV-000042,2026-04-08,2026-04-22,6,Call out,2026-03-08,2026-04-08,0,minute,0.03,0.00,USD
INV-000042,2026-04-08,2026-04-22,7,Recording,2026-03-08,2026-04-08,0,minute,0.01,0.00,USD
INV-000042,2026-04-08,2026-04-22,8,\"Standard plan, 15 of 30 days\",2026-03-23,2026-04-08,15,day,499.00,249.50,USD
INV-000042,2026-04-08,2026-04-22,9,\"Basic plan returned, 15 of 30 days\",2026-03-23,2026-04-08,-15,day,99.00,-49.50,USD
INV-000042,2026-04-08,2026-04-22,10,Standard plan,2026-04-08,2026-05-08,1,month,499.00,499.00,USD
"
    );
}

#[test]
fn a_text_that_looks_like_a_formula_stays_a_text() {
    for (typed, written) in [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("=\"a\",b", "\"'=\"\"a\"\",b\""),
        ("1 = 1", "1 = 1"),
    ] {
        let mut due = example();
        due.lines[0].text = typed.to_owned();
        let csv = invoice_csv(&issued(due, terms())).unwrap();
        let row = csv.lines().nth(1).unwrap();
        assert!(row.contains(&format!(",1,{written},2026-03-08,")), "{row}");
    }
}

#[test]
fn a_draft_is_refused() {
    assert_eq!(invoice_csv(&draft(example())), Err(Error::Draft));
}
