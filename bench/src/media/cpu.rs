//! CPU time of threads by name, from the kernel's scheduler statistics.

use std::time::Duration;

/// CPU time so far of this process's threads whose name begins so.
pub(crate) fn of_threads(prefix: &str) -> Duration {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
        return Duration::ZERO;
    };
    let times = tasks.flatten().filter_map(|task| {
        let name = std::fs::read_to_string(task.path().join("comm")).ok()?;
        if !name.starts_with(prefix) {
            return None;
        }
        let statistics = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        statistics
            .split(' ')
            .next()?
            .parse()
            .ok()
            .map(Duration::from_nanos)
    });
    times.sum()
}
