//! The chart's figures as a file, exactly as shown, without asking the server.

use super::Point;

/// A `data:` address of the CSV.
pub(super) fn address(points: &[Point]) -> String {
    let mut address = String::from("data:text/csv;charset=utf-8,date,value,period_before%0A");
    for p in points {
        let figure = |v: Option<u64>| v.map(|v| v.to_string()).unwrap_or_default();
        address.push_str(&format!("{},{},{}%0A", p.date, figure(p.value), figure(p.before)));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_to_come_are_empty() {
        let day = |date: &str, value| Point {
            label: String::new(),
            date: date.to_owned(),
            value,
            before: Some(1),
        };
        assert_eq!(
            address(&[day("2026-03-08", Some(4)), day("2026-03-09", None)]),
            "data:text/csv;charset=utf-8,date,value,period_before%0A2026-03-08,4,1%0A2026-03-09,,1%0A"
        );
    }
}
