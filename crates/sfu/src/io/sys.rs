//! The system calls of a media thread; the only unsafe code of this crate.
#![expect(
    unsafe_code,
    reason = "recvmmsg, sendmmsg, epoll and eventfd have no safe wrapper in std"
)]

use std::io::{Error, Result};
use std::mem::{size_of, zeroed};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, UdpSocket};
use std::os::fd::AsRawFd;
use std::time::Duration;

mod poll;

use crate::output::Run;
use crate::route::Route;
use crate::tcp::LONGEST;

pub(crate) use poll::Wake;
pub(super) use poll::{Interest, Poll, Ready, Who};

/// Datagrams received or runs sent by one system call.
pub(super) const BATCH: usize = 64;
/// Longest datagram taken in; media packets stay below the usual 1,500 bytes of Ethernet.
const DATAGRAM: usize = LONGEST;
/// Room for one control message: UDP_SEGMENT or a time stamp.
const CONTROL: usize = 32;

/// Asks for room in the socket's buffers; the kernel gives what its limits allow.
pub(super) fn set_buffers(socket: &UdpSocket, bytes: i32) {
    set_option(socket, libc::SO_RCVBUF, bytes);
    set_option(socket, libc::SO_SNDBUF, bytes);
}

fn set_option(socket: &UdpSocket, option: i32, value: i32) {
    // SAFETY: the value is an int that lives during the call.
    unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            option,
            (&raw const value).cast(),
            size_of::<i32>() as u32,
        );
    }
}

/// Asks the kernel to say when datagrams arrived: publishers' bandwidth estimates live on these times,
/// and a busy machine must not blur them.
pub(super) fn set_timestamps(socket: &UdpSocket) {
    set_option(socket, libc::SO_TIMESTAMPNS, 1);
}

/// Buffers of one recvmmsg.
pub(super) struct Inbox {
    bytes: Vec<[u8; DATAGRAM]>,
    names: Vec<libc::sockaddr_storage>,
    sizes: [usize; BATCH],
    ages: [Duration; BATCH],
}

impl Inbox {
    pub(super) fn new() -> Self {
        // SAFETY: sockaddr_storage is plain data for which zeros are valid.
        let name = unsafe { zeroed() };
        Self {
            bytes: vec![[0; DATAGRAM]; BATCH],
            names: vec![name; BATCH],
            sizes: [0; BATCH],
            ages: [Duration::ZERO; BATCH],
        }
    }

    /// Takes what has come, without waiting; gives the number of datagrams.
    pub(super) fn receive(&mut self, socket: &UdpSocket) -> usize {
        // SAFETY: iovec and mmsghdr are plain data for which zeros are valid.
        let (mut parts, mut heads): ([libc::iovec; BATCH], [libc::mmsghdr; BATCH]) =
            unsafe { (zeroed(), zeroed()) };
        let mut controls = [Control([0; CONTROL]); BATCH];
        for at in 0..BATCH {
            parts[at] = libc::iovec {
                iov_base: self.bytes[at].as_mut_ptr().cast(),
                iov_len: DATAGRAM,
            };
            let head = &mut heads[at].msg_hdr;
            head.msg_name = (&raw mut self.names[at]).cast();
            head.msg_namelen = size_of::<libc::sockaddr_storage>() as u32;
            head.msg_iov = &raw mut parts[at];
            head.msg_iovlen = 1;
            head.msg_control = controls[at].0.as_mut_ptr().cast();
            head.msg_controllen = CONTROL as _;
        }
        // SAFETY: every header points to buffers of the stated sizes that live during the call.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                heads.as_mut_ptr(),
                BATCH as u32,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let count = usize::try_from(count).unwrap_or(0);
        let now = time_of_day();
        for (at, head) in heads[..count].iter().enumerate() {
            let cut = head.msg_hdr.msg_flags & libc::MSG_TRUNC != 0;
            self.sizes[at] = if cut { 0 } else { head.msg_len as usize };
            let age = arrived(&head.msg_hdr).and_then(|arrived| now.checked_sub(arrived));
            // More than a second is a clock that was set, not a datagram that waited.
            self.ages[at] = age.filter(|age| age.as_secs() == 0).unwrap_or_default();
        }
        count
    }

    /// One of the datagrams received last: from whom, how long ago, and what.
    pub(super) fn datagram(&mut self, at: usize) -> Option<(SocketAddr, Duration, &mut [u8])> {
        let from = read_name(&self.names[at])?;
        let size = self.sizes[at].min(DATAGRAM);
        Some((from, self.ages[at], &mut self.bytes[at][..size]))
    }
}

/// Time of day as the kernel stamps datagrams with it.
fn time_of_day() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` lives during the call.
    unsafe { libc::clock_gettime(libc::CLOCK_REALTIME, &raw mut time) };
    duration(time)
}

fn duration(time: libc::timespec) -> Duration {
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0).min(999_999_999))
}

/// The kernel's time stamp of a received datagram.
fn arrived(head: &libc::msghdr) -> Option<Duration> {
    // SAFETY: recvmmsg filled in the header and its control buffer, which is still alive; the macros
    // stay within the length it gave.
    unsafe {
        let control = libc::CMSG_FIRSTHDR(head);
        let stamp = !control.is_null()
            && (*control).cmsg_level == libc::SOL_SOCKET
            && (*control).cmsg_type == libc::SCM_TIMESTAMPNS;
        stamp.then(|| duration(libc::CMSG_DATA(control).cast::<libc::timespec>().read_unaligned()))
    }
}

/// Sends the runs of UDP at the front with one system call; gives how many were taken. With `segment` a run
/// of several datagrams is one message that the kernel cuts (UDP_SEGMENT), else every run must be one
/// datagram. With `mapped` the socket knows IPv4 addresses as IPv6 ones.
pub(super) fn send(
    socket: &UdpSocket,
    bytes: &[u8],
    runs: &[Run],
    (segment, mapped): (bool, bool),
) -> Result<usize> {
    // SAFETY: all of these are plain data for which zeros are valid.
    let (mut names, mut parts, mut heads): (
        [libc::sockaddr_storage; BATCH],
        [libc::iovec; BATCH],
        [libc::mmsghdr; BATCH],
    ) = unsafe { (zeroed(), zeroed(), zeroed()) };
    let mut controls = [Control([0; CONTROL]); BATCH];
    let mut ours = 0;
    for (at, run) in runs.iter().take(BATCH).enumerate() {
        let Route::Udp(to) = run.to else { break };
        ours += 1;
        let part = &bytes[run.start..run.end];
        parts[at] = libc::iovec {
            iov_base: part.as_ptr().cast_mut().cast(),
            iov_len: part.len(),
        };
        let head = &mut heads[at].msg_hdr;
        head.msg_namelen = write_name(to, mapped, &mut names[at]);
        head.msg_name = (&raw mut names[at]).cast();
        head.msg_iov = &raw mut parts[at];
        head.msg_iovlen = 1;
        if segment && run.datagrams() > 1 {
            head.msg_control = controls[at].0.as_mut_ptr().cast();
            // SAFETY: CONTROL bytes, aligned like cmsghdr, hold one control message with a u16.
            unsafe {
                head.msg_controllen = libc::CMSG_SPACE(size_of::<u16>() as u32) as _;
                let control = libc::CMSG_FIRSTHDR(head);
                (*control).cmsg_level = libc::SOL_UDP;
                (*control).cmsg_type = libc::UDP_SEGMENT;
                (*control).cmsg_len = libc::CMSG_LEN(size_of::<u16>() as u32) as _;
                libc::CMSG_DATA(control)
                    .cast::<u16>()
                    .write_unaligned(run.segment as u16);
            }
        }
    }
    if ours == 0 {
        return Ok(0);
    }
    // SAFETY: every header points to names, parts and controls that live during the call.
    let count = unsafe {
        libc::sendmmsg(
            socket.as_raw_fd(),
            heads.as_mut_ptr(),
            ours,
            libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL,
        )
    };
    usize::try_from(count).map_err(|_| Error::last_os_error())
}

#[derive(Clone, Copy)]
#[repr(align(8))]
struct Control([u8; CONTROL]);

fn read_name(name: &libc::sockaddr_storage) -> Option<SocketAddr> {
    match i32::from(name.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says that the storage holds a sockaddr_in.
            let name = unsafe { &*std::ptr::from_ref(name).cast::<libc::sockaddr_in>() };
            let ip = Ipv4Addr::from(u32::from_be(name.sin_addr.s_addr));
            Some(SocketAddr::new(IpAddr::V4(ip), u16::from_be(name.sin_port)))
        }
        libc::AF_INET6 => {
            // SAFETY: the family says that the storage holds a sockaddr_in6.
            let name = unsafe { &*std::ptr::from_ref(name).cast::<libc::sockaddr_in6>() };
            let ip = Ipv6Addr::from(name.sin6_addr.s6_addr);
            let port = u16::from_be(name.sin6_port);
            Some(SocketAddrV6::new(ip, port, 0, name.sin6_scope_id).into())
        }
        _ => None,
    }
}

fn write_name(address: SocketAddr, mapped: bool, name: &mut libc::sockaddr_storage) -> u32 {
    let address = match address {
        SocketAddr::V4(v4) if mapped => SocketAddrV6::new(v4.ip().to_ipv6_mapped(), v4.port(), 0, 0).into(),
        address => address,
    };
    match address {
        SocketAddr::V4(address) => {
            // SAFETY: sockaddr_storage is large enough and aligned for every address.
            let name = unsafe { &mut *std::ptr::from_mut(name).cast::<libc::sockaddr_in>() };
            name.sin_family = libc::AF_INET as u16;
            name.sin_port = address.port().to_be();
            name.sin_addr.s_addr = u32::from(*address.ip()).to_be();
            size_of::<libc::sockaddr_in>() as u32
        }
        SocketAddr::V6(address) => {
            // SAFETY: sockaddr_storage is large enough and aligned for every address.
            let name = unsafe { &mut *std::ptr::from_mut(name).cast::<libc::sockaddr_in6>() };
            name.sin6_family = libc::AF_INET6 as u16;
            name.sin6_port = address.port().to_be();
            name.sin6_addr.s6_addr = address.ip().octets();
            name.sin6_scope_id = address.scope_id();
            size_of::<libc::sockaddr_in6>() as u32
        }
    }
}
