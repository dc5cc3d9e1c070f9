//! Waiting for sockets and for other threads.

use std::io::{Error, Result};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::time::Duration;

/// Sockets that one wait tells of; the others come next time.
const EVENTS: usize = 16;
/// Tokens of connections are their numbers beyond this.
const CONNECTION: u64 = 1 << 32;

/// A number that other threads raise to wake a media thread.
#[derive(Debug)]
pub(crate) struct Wake(OwnedFd);

impl Wake {
    pub(crate) fn new() -> Result<Self> {
        // SAFETY: plain system call; the descriptor it gives is owned by nobody else.
        let fd = unsafe { libc::eventfd(0, libc::EFD_NONBLOCK | libc::EFD_CLOEXEC) };
        if fd < 0 {
            return Err(Error::last_os_error());
        }
        // SAFETY: `fd` was just opened and is valid.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// Wakes the thread; a second wake before it looked changes nothing.
    pub(crate) fn wake(&self) {
        let one = 1u64.to_ne_bytes();
        // SAFETY: the buffer is eight bytes long, as eventfd(2) asks.
        unsafe { libc::write(self.0.as_raw_fd(), one.as_ptr().cast(), one.len()) };
    }

    /// Forgets that somebody woke us.
    pub(in crate::io) fn reset(&self) {
        let mut count = [0u8; 8];
        // SAFETY: the buffer is eight bytes long, as eventfd(2) asks.
        unsafe { libc::read(self.0.as_raw_fd(), count.as_mut_ptr().cast(), count.len()) };
    }
}

impl AsRawFd for Wake {
    fn as_raw_fd(&self) -> i32 {
        self.0.as_raw_fd()
    }
}

/// Who is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::io) enum Who {
    /// The socket for datagrams.
    Datagrams,
    /// Other threads.
    Threads,
    /// The socket at which connections come in.
    Listener,
    /// One connection.
    Connection(u32),
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::io) enum Interest {
    /// Something to read.
    Read,
    /// Something to read, or room to write.
    ReadAndWrite,
    /// Nothing at present.
    Nothing,
}

/// What has come about.
#[derive(Debug, Clone, Copy)]
pub(in crate::io) struct Ready {
    pub(in crate::io) who: Who,
    pub(in crate::io) readable: bool,
    pub(in crate::io) writable: bool,
}

impl Who {
    fn token(self) -> u64 {
        match self {
            Self::Datagrams => 0,
            Self::Threads => 1,
            Self::Listener => 2,
            Self::Connection(number) => CONNECTION | u64::from(number),
        }
    }

    fn of(token: u64) -> Self {
        match token {
            0 => Self::Datagrams,
            1 => Self::Threads,
            2 => Self::Listener,
            number => Self::Connection(number as u32),
        }
    }
}

/// Waits for datagrams, connections and wakes.
pub(in crate::io) struct Poll(OwnedFd);

impl Poll {
    pub(in crate::io) fn new() -> Result<Self> {
        // SAFETY: plain system call; the descriptor it gives is owned by nobody else.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if fd < 0 {
            return Err(Error::last_os_error());
        }
        // SAFETY: `fd` was just opened and is valid.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// Watches a descriptor until it is closed.
    pub(in crate::io) fn add(&self, fd: &impl AsRawFd, who: Who) -> Result<()> {
        self.control(libc::EPOLL_CTL_ADD, fd, who, Interest::Read)
    }

    /// Watches a descriptor that is watched already for something else.
    pub(in crate::io) fn change(&self, fd: &impl AsRawFd, who: Who, interest: Interest) -> Result<()> {
        self.control(libc::EPOLL_CTL_MOD, fd, who, interest)
    }

    fn control(&self, what: i32, fd: &impl AsRawFd, who: Who, interest: Interest) -> Result<()> {
        let events = match interest {
            Interest::Read => libc::EPOLLIN,
            Interest::ReadAndWrite => libc::EPOLLIN | libc::EPOLLOUT,
            Interest::Nothing => 0,
        };
        let mut event = libc::epoll_event {
            events: events as u32,
            u64: who.token(),
        };
        // SAFETY: both descriptors are open and `event` lives during the call.
        let result = unsafe { libc::epoll_ctl(self.0.as_raw_fd(), what, fd.as_raw_fd(), &raw mut event) };
        if result < 0 {
            return Err(Error::last_os_error());
        }
        Ok(())
    }

    /// Waits at most so long; `ready` is what has come about since.
    pub(in crate::io) fn wait(&self, timeout: Duration, ready: &mut Vec<Ready>) {
        let mut events = [libc::epoll_event { events: 0, u64: 0 }; EVENTS];
        let wait = i32::try_from(timeout.as_micros().div_ceil(1000)).unwrap_or(i32::MAX);
        // SAFETY: `events` has room for as many as are asked for.
        let count = unsafe { libc::epoll_wait(self.0.as_raw_fd(), events.as_mut_ptr(), EVENTS as i32, wait) };
        ready.clear();
        ready.extend(events[..usize::try_from(count).unwrap_or(0)].iter().map(|event| {
            let (bits, token) = (event.events, event.u64);
            // An error or a hang-up is found by reading.
            Ready {
                who: Who::of(token),
                readable: bits & (libc::EPOLLIN | libc::EPOLLERR | libc::EPOLLHUP) as u32 != 0,
                writable: bits & libc::EPOLLOUT as u32 != 0,
            }
        }));
    }
}
