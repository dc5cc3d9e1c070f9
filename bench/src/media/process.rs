//! CPU time and memory of a process, from the kernel's statistics, and on which processor it runs.

use std::io::{Error, Result};
use std::path::PathBuf;
use std::time::Duration;

use rustix::thread::{CpuSet, Pid, sched_getaffinity, sched_setaffinity};

/// A processor for the server and another one for its clients, so that neither waits for the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Apart {
    server: usize,
    clients: usize,
}

impl Apart {
    /// The first two processors that this process may use.
    pub(super) fn new() -> Result<Self> {
        let usable = sched_getaffinity(None)?;
        let mut processors = (0..CpuSet::MAX_CPU).filter(|processor| usable.is_set(*processor));
        match (processors.next(), processors.next()) {
            (Some(server), Some(clients)) => Ok(Self { server, clients }),
            _ => Err(Error::other("it takes two processors")),
        }
    }

    /// Binds the threads that the server has, and those of the clients.
    pub(super) fn bind(self, server: u32) -> Result<()> {
        bind(server, "", self.server)?;
        bind(std::process::id(), "clients", self.clients)
    }
}

fn bind(pid: u32, prefix: &str, processor: usize) -> Result<()> {
    let mut set = CpuSet::new();
    set.set(processor);
    for thread in threads(pid, prefix) {
        let id = thread.file_name().and_then(|name| name.to_str()?.parse().ok());
        if let Some(id) = id.and_then(Pid::from_raw) {
            sched_setaffinity(Some(id), &set)?;
        }
    }
    Ok(())
}

/// What the kernel tells of a process's threads whose name begins so.
fn threads(pid: u32, prefix: &str) -> impl Iterator<Item = PathBuf> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task"))
        .into_iter()
        .flatten();
    tasks.flatten().map(|task| task.path()).filter(move |path| {
        std::fs::read_to_string(path.join("comm")).is_ok_and(|name| name.starts_with(prefix))
    })
}

/// CPU time so far of a process's threads whose name begins so.
pub(super) fn cpu(pid: u32, prefix: &str) -> Duration {
    scheduled(pid, prefix, 0)
}

/// Time so far in which these threads were ready to run and something else had their processor.
pub(super) fn waited(pid: u32, prefix: &str) -> Duration {
    scheduled(pid, prefix, 1)
}

/// Time so far that the host of this virtual machine kept from its processors, all together; in hundredths of a
/// second.
pub(super) fn stolen() -> Duration {
    let statistics = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let all = statistics.lines().next().unwrap_or_default();
    let ticks: Option<u64> = all.split_whitespace().nth(8).and_then(|steal| steal.parse().ok());
    // USER_HZ is 100 on every architecture that we run on.
    Duration::from_millis(10 * ticks.unwrap_or(0))
}

fn scheduled(pid: u32, prefix: &str, field: usize) -> Duration {
    let times = threads(pid, prefix).filter_map(|thread| {
        let statistics = std::fs::read_to_string(thread.join("schedstat")).ok()?;
        let time = statistics.split(' ').nth(field)?.parse().ok();
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
