//! Ways that people meet with, by name: the same for simulated rooms and for a browser behind the `way` program.

use std::time::Duration;

use crate::{Bottleneck, Limit, Loss, Profile};

/// A way of so many milliseconds that does nothing else.
pub fn plain(delay: u64) -> Profile {
    Profile {
        delay: Duration::from_millis(delay),
        ..Profile::default()
    }
}

/// A wire that is always this fast (bits a second), with a queue of 300 ms before it.
pub fn wire(bits: u64) -> Bottleneck {
    Bottleneck::constant(bits, Limit::Time(Duration::from_millis(300)))
}

/// 20 ms behind a bottleneck, with loss.
pub fn behind(bottleneck: Bottleneck, loss: Loss) -> Profile {
    Profile {
        bottleneck: Some(bottleneck),
        loss,
        ..plain(20)
    }
}

/// 3 Mbit/s, after 15 s half a megabit, after 35 s three again.
pub fn narrows_and_widens() -> Profile {
    let narrow = wire(3_000_000).then(Duration::from_secs(15), 500_000);
    behind(narrow.then(Duration::from_secs(35), 3_000_000), Loss::Never)
}

/// The ways by which scenarios are known, in the direction of the viewer.
pub fn named(name: &str) -> Option<Profile> {
    Some(match name {
        "start" => behind(wire(4_000_000), Loss::Never),
        "narrows-and-widens" => narrows_and_widens(),
        "random-loss-10-percent" => behind(wire(6_000_000), Loss::Bernoulli(0.1)),
        "bursts-of-loss-5-percent" => behind(wire(6_000_000), Loss::bursts(0.05, 4.0)),
        "round-trip-300-ms" => Profile {
            delay: Duration::from_millis(150),
            ..behind(wire(4_000_000), Loss::Never)
        },
        _ => return None,
    })
}

/// The way back, from the viewer: as long, and otherwise good.
pub fn back(way: &Profile) -> Profile {
    Profile {
        delay: way.delay,
        ..Profile::default()
    }
}
