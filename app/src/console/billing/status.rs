//! Where an invoice stands, in words.

use crate::ui::prelude::*;
use serde::{Deserialize, Serialize};

/// Where an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    /// Issued, and there is time to pay it.
    Open,
    /// Issued and not paid in time.
    Overdue,
    /// Nothing is owed on it any more.
    Paid,
    /// Given up as if it had not been issued.
    Void,
    /// Not expected to be paid.
    WrittenOff,
}

impl Status {
    /// At this moment by the app's clock.
    #[cfg(feature = "ssr")]
    pub(super) fn of(invoice: &billing::Invoice, now: domain::Timestamp) -> Self {
        use billing::InvoiceState;
        match invoice.state() {
            InvoiceState::Draft => Self::Open,
            InvoiceState::Open(issued) if issued.due < now.date() => Self::Overdue,
            InvoiceState::Open(_) => Self::Open,
            InvoiceState::Paid(_) => Self::Paid,
            InvoiceState::Void(_) => Self::Void,
            InvoiceState::Uncollectible(_) => Self::WrittenOff,
        }
    }

    /// Whether it waits for its money.
    #[cfg(feature = "ssr")]
    pub(super) const fn is_owed(self) -> bool {
        matches!(self, Self::Open | Self::Overdue)
    }
}

/// The state as a badge.
#[component]
pub(super) fn StatusBadge(status: Status) -> impl IntoView {
    let (tone, glyph, text) = match status {
        Status::Open => (Tone::Info, Glyph::Clock, "Open"),
        Status::Overdue => (Tone::Warn, Glyph::Warning, "Overdue"),
        Status::Paid => (Tone::Good, Glyph::Check, "Paid"),
        Status::Void => (Tone::Plain, Glyph::Ban, "Void"),
        Status::WrittenOff => (Tone::Plain, Glyph::Close, "Written off"),
    };
    view! { <Badge tone glyph text/> }.into_any()
}
