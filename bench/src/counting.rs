//! Exact monthly active users of one large cycle: answered from running sums, counted by rows, counted again
//! from the journal, and counted by DuckDB from the exported events.

mod export;
mod fill;
mod peak;
mod yardstick;

use domain::{AppId, CountBy, Date, Timestamp};
use std::error::Error;
use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use store::Store;
use usage::Usage;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// Warm answers, of which the mean is printed.
const WARM: u32 = 1_000;

/// How large the cycle is.
#[derive(Clone, Copy)]
struct Size {
    devices: i64,
    events: i64,
}

/// What was counted, and how long it took.
struct Figure {
    what: String,
    devices: u64,
    people: Option<u64>,
    time: Duration,
    /// The most memory that the process ever had, in KiB.
    peak: Option<u64>,
}

impl Figure {
    fn print(&self, yardstick: Duration) {
        let Self { what, devices, .. } = self;
        let people = self.people.map_or_else(|| "-".to_owned(), |n| n.to_string());
        let peak = self
            .peak
            .map_or_else(|| "-".to_owned(), |n| (n / 1_024).to_string());
        let (ms, ratio) = (
            self.time.as_secs_f64() * 1e3,
            self.time.as_secs_f64() / yardstick.as_secs_f64().max(1e-9),
        );
        println!("{what:<46} {devices:>9} {people:>9} {ms:>12.3} {ratio:>9.4} {peak:>8}");
    }
}

/// `counting [--devices N] [--events N] [--python PATH]`; the last names a Python that has DuckDB.
pub(crate) fn run(arguments: &[String]) -> io::Result<()> {
    on_a_runtime(measure(arguments))
}

/// `counting-recount ADDRESS`: a process of its own, so that its memory is the recount's.
pub(crate) fn run_recount(arguments: &[String]) -> io::Result<()> {
    on_a_runtime(async {
        let address = arguments.first().ok_or("the database's address is missing")?;
        let usage = Usage::new(Store::connect_existing(address).await?);
        let begun = Instant::now();
        let report = usage.recount().await?;
        let millis = begun.elapsed().as_millis();
        let (devices, people) = report
            .apps
            .iter()
            .flat_map(|app| &app.cycles)
            .fold((0, 0), |sum, cycle| (sum.0 + cycle.mau, sum.1 + cycle.people));
        let (events, differences) = (report.events, report.differences.len());
        println!(
            "{millis} {} {events} {devices} {people} {differences}",
            peak::kib()
        );
        Ok(())
    })
}

fn on_a_runtime(work: impl Future<Output = Result<()>>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime
        .block_on(work)
        .map_err(|e| io::Error::other(e.to_string()))
}

/// The last day of the cycle.
fn today() -> Result<Date> {
    let now: Timestamp = "2026-03-31T23:59:59Z".parse()?;
    Ok(now.date())
}

fn option<'a>(arguments: &'a [String], name: &str) -> Option<&'a str> {
    let place = arguments.iter().position(|argument| argument == name)?;
    arguments.get(place + 1).map(String::as_str)
}

async fn measure(arguments: &[String]) -> Result<()> {
    let number = |name, default| option(arguments, name).map_or(Ok(default), str::parse::<i64>);
    let size = Size {
        devices: number("--devices", 1_000_000)?,
        events: number("--events", 10_000_000)?,
    };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("journal.db");
    let address = format!("sqlite:{}", file.display());
    let begun = Instant::now();
    let app = fill::fill(&address, size).await?;
    println!(
        "written: {} events of {} devices, {} MB, in {:.0} s",
        size.events,
        size.devices,
        std::fs::metadata(&file)?.len() / 1_000_000,
        begun.elapsed().as_secs_f64()
    );

    let mut figures = answers(&address, &app).await?;
    let rows = rows(&address).await?;
    let yardstick = rows.time;
    figures.push(rows);
    let (recount, events, differences) = recount(&address)?;
    figures.push(recount);
    if let Some(python) = option(arguments, "--python") {
        let csv = folder.path().join("events.csv");
        export::export(&address, &csv).await?;
        figures.extend(yardstick::duckdb(python, &csv)?);
    }
    println!(
        "\n{:<46} {:>9} {:>9} {:>12} {:>9} {:>8}",
        "monthly active users of one cycle", "devices", "people", "ms", "ratio", "peak MiB"
    );
    for figure in &figures {
        figure.print(yardstick);
    }
    println!("ratio: to counting the rows of those who counted, by index");
    println!("the recount read {events} events and found {differences} differences to what is kept");
    let devices = figures[0].devices;
    let equal = figures.iter().all(|figure| figure.devices == devices);
    let people = figures[0].people;
    let equal = equal && figures.iter().all(|f| f.people.is_none() || f.people == people);
    println!("all counts are {}", if equal { "equal" } else { "NOT EQUAL" });
    Ok(())
}

/// From the running sums, as the console asks and as billing asks.
async fn answers(address: &str, app: &AppId) -> Result<Vec<Figure>> {
    let store = Store::connect_existing(address).await?;
    let usage = Usage::new(store.clone());
    let begun = Instant::now();
    let first = usage.fair_count(app, today()?).await?;
    let first_time = begun.elapsed();
    let begun = Instant::now();
    for _ in 0..WARM {
        usage.fair_count(app, today()?).await?;
    }
    let warm_time = begun.elapsed() / WARM;
    let boundaries: Vec<Timestamp> = ["2026-03-08T09:30:00Z", "2026-03-23T16:00:00Z"]
        .iter()
        .map(|text| text.parse())
        .collect::<Result<_, _>>()?;
    let mut snapshot = store.snapshot().await?;
    let begun = Instant::now();
    let new = store::usage::new_since(&mut snapshot, app, CountBy::Device, &boundaries).await?;
    let new_time = begun.elapsed();
    let figure = |what: &str, devices, people, time| Figure {
        what: what.to_owned(),
        devices,
        people,
        time,
        peak: None,
    };
    Ok(vec![
        figure(
            "running sums, first call",
            first.devices,
            Some(first.people),
            first_time,
        ),
        figure("running sums, warm", first.devices, Some(first.people), warm_time),
        figure(
            "in three stretches between two moments",
            new.iter().map(|new| new.count).sum(),
            None,
            new_time,
        ),
    ])
}

async fn rows(address: &str) -> Result<Figure> {
    let mut connection = fill::open(address).await?;
    let begun = Instant::now();
    let devices: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM usage_devices WHERE cycle = '2026-03-01'")
        .fetch_one(&mut connection)
        .await?;
    Ok(Figure {
        what: "counting the rows of those who counted".to_owned(),
        devices: u64::try_from(devices)?,
        people: None,
        time: begun.elapsed(),
        peak: None,
    })
}

/// The figure, how many events it read and how many differences it found.
fn recount(address: &str) -> Result<(Figure, u64, u64)> {
    let child = Command::new(std::env::current_exe()?)
        .args(["counting-recount", address])
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8(child.stdout)?;
    let numbers: Vec<u64> = text
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    let [millis, peak, events, devices, people, differences] = numbers[..] else {
        return Err(format!("the recount said {text:?}").into());
    };
    let figure = Figure {
        what: format!("recount from {events} events of the journal"),
        devices,
        people: Some(people),
        time: Duration::from_millis(millis),
        peak: Some(peak),
    };
    Ok((figure, events, differences))
}
