//! Measurements: ratios within one run, never a pass or a fail.
#![expect(clippy::print_stdout, reason = "the figures are what this program is for")]

mod hello;
mod media;

fn main() -> std::io::Result<()> {
    match std::env::args().nth(1).as_deref() {
        None | Some("media") => media::run(),
        Some("hello") => hello::run(
            &std::env::args()
                .nth(2)
                .unwrap_or_else(|| "127.0.0.1:18481".to_owned()),
        ),
        Some(other) => {
            println!("unknown measurement {other:?}; there are: media, hello ADDRESS");
            Ok(())
        }
    }
}
