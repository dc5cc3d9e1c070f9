//! Measurements: ratios within one run, never a pass or a fail.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the figures are what this program is for, and some take minutes to come"
)]

mod allocations;
mod billing;
mod counting;
mod hello;
mod media;

/// Of the media server, whose packet path is to allocate nothing.
#[global_allocator]
static ALLOCATOR: allocations::Counting = allocations::Counting;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    match arguments.first().map(String::as_str) {
        None | Some("media") => media::run(rest),
        Some("media-server") => media::serve(
            number(rest, 1),
            number(rest.get(1..).unwrap_or_default(), usize::MAX),
        ),
        Some("billing") => billing::run(number(rest, 100_000)),
        Some("billing-one") => billing::one(number(rest, 1_000)),
        Some("counting") => counting::run(rest),
        Some("counting-recount") => counting::run_recount(rest),
        Some("hello") => hello::run(rest.first().map_or("127.0.0.1:18481", String::as_str)),
        Some(other) => {
            println!(
                "unknown measurement {other:?}; there are: media [--quick] [--janus ADDRESS] [--profile SECONDS], counting, billing [CUSTOMERS], hello ADDRESS"
            );
            Ok(())
        }
    }
}

/// The first argument as a number.
fn number(rest: &[String], default: usize) -> usize {
    rest.first().and_then(|text| text.parse().ok()).unwrap_or(default)
}
