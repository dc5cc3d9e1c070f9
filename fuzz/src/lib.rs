//! All fuzz targets: every parser that strangers reach. Each does something with any bytes and panics where a
//! property does not hold; why and how is in `docs/decisions/0016-hostile-input.md`.

/// The name of a target, which is that of its folders in `corpus` and `regressions`, and what it does.
pub use sfu::fuzz::Target;

/// Every target.
pub fn targets() -> impl Iterator<Item = Target> {
    let crates = [
        sfu::fuzz::TARGETS,
        turn::fuzz::TARGETS,
        meeting::fuzz::TARGETS,
        signal::fuzz::TARGETS,
    ];
    crates.into_iter().flatten().copied()
}

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<fn(&[u8])> {
    targets().find(|target| target.0 == name).map(|target| target.1)
}
