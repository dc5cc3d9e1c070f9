//! Threads that run only while nothing else wants their processor.
#![expect(unsafe_code, reason = "std and rustix have no sched_setscheduler")]

/// Lets this thread wait for all others of its processor, who take it at once. A low priority is not enough: it is
/// left its turn of some milliseconds, in which others would be late.
pub(super) fn give_way() {
    // SAFETY: plain data for which zeros are valid, and the call reads it only.
    unsafe {
        let priority: libc::sched_param = std::mem::zeroed();
        // At worst the thread takes its part of the processors as before.
        libc::sched_setscheduler(0, libc::SCHED_IDLE, &raw const priority);
    }
}
