//! RTCP: what pages report is read, what we report is written (RFC 3550 §6, RFC 4585, RFC 5104).

mod feedback;
mod read;
mod twcc;
mod write;

pub use feedback::TransportFeedback;
pub(crate) use read::{Report, SenderInfo, read};
pub(crate) use twcc::Arrivals;
pub(crate) use write::{Reception, allowance, nack, picture_loss, receiver_report, sender_report};

/// The SSRC under which the server itself reports.
pub(crate) const OUR_SSRC: u32 = 1;
