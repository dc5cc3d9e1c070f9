//! Measurements: ratios within one run, never a pass or a fail.
#![expect(clippy::print_stdout, reason = "the figures are what this program is for")]

mod media;

fn main() -> std::io::Result<()> {
    match std::env::args().nth(1).as_deref() {
        None | Some("media") => media::run(),
        Some(other) => {
            println!("unknown measurement {other:?}; there is: media");
            Ok(())
        }
    }
}
