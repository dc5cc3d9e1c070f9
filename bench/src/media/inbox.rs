//! Receives many datagrams in one call, each with the time at which the kernel took it in, so that a busy
//! client does not count its own delay.
#![expect(
    unsafe_code,
    reason = "recvmmsg with control messages has no safe wrapper in std or rustix"
)]

use std::mem::zeroed;
use std::net::UdpSocket;
use std::os::fd::AsRawFd;

use super::clock::time_of_day;

/// Datagrams of one call.
pub(super) const BATCH: usize = 16;
const DATAGRAM: usize = 2048;
/// Room for one control message with a time stamp.
const CONTROL: usize = 32;

/// Asks the kernel to stamp what arrives.
pub(super) fn stamp(socket: &UdpSocket) {
    let on = 1i32;
    // SAFETY: the value is an int that lives during the call.
    unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_TIMESTAMPNS,
            (&raw const on).cast(),
            size_of::<i32>() as u32,
        );
    }
}

#[derive(Clone, Copy)]
#[repr(align(8))]
struct Control([u8; CONTROL]);

/// Buffers of one call.
pub(super) struct Inbox {
    bytes: Vec<[u8; DATAGRAM]>,
    sizes: [usize; BATCH],
    stamps: [u64; BATCH],
}

impl Inbox {
    pub(super) fn new() -> Self {
        Self {
            bytes: vec![[0; DATAGRAM]; BATCH],
            sizes: [0; BATCH],
            stamps: [0; BATCH],
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
        for (at, head) in heads[..count].iter().enumerate() {
            self.sizes[at] = (head.msg_len as usize).min(DATAGRAM);
            self.stamps[at] = arrived(&head.msg_hdr).unwrap_or_else(time_of_day);
        }
        count
    }

    /// One of the datagrams received last, and when it arrived (nanoseconds of the time of day).
    pub(super) fn datagram(&self, at: usize) -> (&[u8], u64) {
        (&self.bytes[at][..self.sizes[at]], self.stamps[at])
    }
}

fn arrived(head: &libc::msghdr) -> Option<u64> {
    // SAFETY: recvmmsg filled in the header and its control buffer, which is still alive; the macros
    // stay within the length it gave.
    let stamp = unsafe {
        let control = libc::CMSG_FIRSTHDR(head);
        let is_stamp = !control.is_null()
            && (*control).cmsg_level == libc::SOL_SOCKET
            && (*control).cmsg_type == libc::SCM_TIMESTAMPNS;
        is_stamp.then(|| libc::CMSG_DATA(control).cast::<libc::timespec>().read_unaligned())
    };
    let stamp = stamp?;
    Some(u64::try_from(stamp.tv_sec).ok()? * 1_000_000_000 + u64::try_from(stamp.tv_nsec).ok()?)
}
