//! The same count by DuckDB.

use super::{Figure, Result};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const PROGRAM: &str = include_str!("yardstick.py");

/// Counts the exported events, straight from the file and from a table of its own.
pub(super) fn duckdb(python: &str, csv: &Path) -> Result<Vec<Figure>> {
    let output = Command::new(python)
        .args(["-c", PROGRAM])
        .arg(csv)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8(output.stdout)?;
    text.lines()
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [what, devices, people, seconds, peak] = fields[..] else {
                return Err(format!("DuckDB said {line:?}").into());
            };
            Ok(Figure {
                what: what.to_owned(),
                devices: devices.parse()?,
                people: people.parse().ok(),
                time: Duration::from_secs_f64(seconds.parse()?),
                peak: Some(peak.parse()?),
            })
        })
        .collect()
}
