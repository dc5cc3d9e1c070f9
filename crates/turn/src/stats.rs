//! What the server has done, for the metrics.

/// Figures since the start, and what there is now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Allocations that there are.
    pub allocations: u64,
    /// Connections over TCP and TLS that there are.
    pub connections: u64,
    /// Allocations made.
    pub allocated: u64,
    /// Requests refused for want of a good credential, challenges included.
    pub unauthorized: u64,
    /// Strangers that were not answered because too many of their network asked.
    pub unanswered: u64,
    /// Peers refused as not on the public internet.
    pub forbidden: u64,
    /// Requests and connections refused because a limit was reached.
    pub over_limit: u64,
    /// Bytes relayed from clients to peers.
    pub bytes_to_peers: u64,
    /// Bytes relayed from peers to clients.
    pub bytes_to_clients: u64,
    /// Packets dropped because an allocation relays too many bytes a second, or its client takes too few.
    pub dropped: u64,
}

impl Stats {
    /// Every figure with its name.
    #[must_use]
    pub const fn entries(&self) -> [(&'static str, u64); 10] {
        [
            ("allocations", self.allocations),
            ("connections", self.connections),
            ("allocated_total", self.allocated),
            ("unauthorized_total", self.unauthorized),
            ("unanswered_total", self.unanswered),
            ("forbidden_total", self.forbidden),
            ("over_limit_total", self.over_limit),
            ("bytes_to_peers_total", self.bytes_to_peers),
            ("bytes_to_clients_total", self.bytes_to_clients),
            ("dropped_total", self.dropped),
        ]
    }
}
