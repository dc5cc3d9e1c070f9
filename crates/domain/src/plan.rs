//! Plans as far as metering needs them; prices come with billing.

/// What a customer has subscribed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Name shown to people.
    pub name: &'static str,
    /// Monthly active users included in one cycle.
    pub included_mau: u32,
}

/// What everybody starts with: free, 25 MAU (contract §5.3).
pub const DEV_PLAN: Plan = Plan {
    name: "Dev",
    included_mau: 25,
};
