//! Keeps the media server under load, for a profiler.

use std::io::Result;
use std::time::Duration;

use super::fan_out::{self, Ours};
use super::plane::Plane;
use super::process;

/// How often it is said what a packet costs.
const SAY: Duration = Duration::from_secs(5);

/// One publisher with so many packets a second to so many, for so long.
pub(super) fn run(watchers: usize, rate: u64, time: Duration) -> Result<()> {
    let mut plane = Plane::start(1)?;
    let pid = plane.pid();
    let session = fan_out::connect(&mut Ours::new(&mut plane, 1, 1), watchers, rate)?;
    let whole = session.warm(rate);
    println!("media server: pid {pid}, 1 -> {watchers} at {rate} packets a second, delivered whole: {whole}");
    println!(
        "perf record -g -p {pid} -- sleep {}",
        time.as_secs().saturating_sub(5)
    );
    plane.count_allocations()?;
    for _ in 0..(time.as_secs() / SAY.as_secs()).max(1) {
        let before = (plane.counters()?, process::cpu(pid, "media-"));
        let measured = session.measure(SAY);
        let (after, media) = (plane.counters()?, process::cpu(pid, "media-") - before.1);
        let name = |name| {
            after
                .get(name)
                .zip(before.0.get(name))
                .map_or(0, |(new, old)| new - old)
        };
        println!(
            "{:.2} us a packet, {:.0} a CPU-second, media threads {:.1} %, clients {:.0} %, delivered {} of {}, \
             p50/p99/most {}/{}/{} us, allocations {}, probing {}, repeated {}, wrong {}",
            measured.cpu.as_secs_f64() * 1e6 / measured.delivered.max(1) as f64,
            measured.per_second(),
            media.as_secs_f64() * 100.0 / measured.wall.as_secs_f64(),
            measured.clients.as_secs_f64() * 100.0 / measured.wall.as_secs_f64(),
            measured.delivered,
            measured.expected,
            measured.median,
            measured.p99,
            measured.slowest,
            name("allocations"),
            name("packets_probing"),
            name("packets_repeated"),
            measured.wrong,
        );
    }
    Ok(())
}
