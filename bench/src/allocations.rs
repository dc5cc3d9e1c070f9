//! Counts what media threads allocate, while it is asked to: the packet path is to do without.
#![expect(
    unsafe_code,
    reason = "GlobalAlloc is an unsafe trait, and a thread's name is read without allocating"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Names of the threads that are counted begin so.
const COUNTED: &[u8] = b"media-";

static COUNTS: AtomicBool = AtomicBool::new(false);
static COUNT: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// Whether this thread is one of those; unknown until it allocates while there is counting, which is
    /// after it got its name.
    static IS_COUNTED: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Begins to count.
pub(crate) fn begin() {
    COUNTS.store(true, Ordering::Relaxed);
}

/// Allocations of media threads since [`begin`]; memory that moves to grow is one, too.
pub(crate) fn counted() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

/// The system's allocator with a counter.
pub(crate) struct Counting;

// SAFETY: everything is left to the system's allocator; counting neither allocates nor panics.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps to the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps to the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps to the contract of `realloc`.
        unsafe { System.realloc(old, layout, size) }
    }

    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps to the contract of `dealloc`.
        unsafe { System.dealloc(old, layout) }
    }
}

fn count() {
    if COUNTS.load(Ordering::Relaxed) && is_counted() {
        COUNT.fetch_add(1, Ordering::Relaxed);
    }
}

fn is_counted() -> bool {
    let known = IS_COUNTED.try_with(|cell| {
        let known = cell.get().unwrap_or_else(named);
        cell.set(Some(known));
        known
    });
    // A thread that is about to end.
    known.unwrap_or(false)
}

fn named() -> bool {
    let mut name = [0u8; 16];
    // SAFETY: prctl(2) writes at most 16 bytes.
    unsafe { libc::prctl(libc::PR_GET_NAME, name.as_mut_ptr()) };
    name.starts_with(COUNTED)
}
