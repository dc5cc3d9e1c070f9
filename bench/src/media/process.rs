//! CPU time and memory of a process, from the kernel's statistics.

use std::time::Duration;

/// CPU time so far of a process's threads whose name begins so.
pub(super) fn cpu(pid: u32, prefix: &str) -> Duration {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{pid}/task")) else {
        return Duration::ZERO;
    };
    let times = tasks.flatten().filter_map(|task| {
        let name = std::fs::read_to_string(task.path().join("comm")).ok()?;
        if !name.starts_with(prefix) {
            return None;
        }
        let statistics = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        let time = statistics.split(' ').next()?.parse().ok();
        time.map(Duration::from_nanos)
    });
    times.sum()
}

/// Memory that a process has in use, in bytes.
pub(super) fn memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kilobytes.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) * 1024
}
