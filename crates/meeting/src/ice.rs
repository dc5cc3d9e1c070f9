//! What a page is told about ways to the media plane that lead through other servers.

use domain::{EndpointId, Timestamp};
use signal::IceServer;
use std::fmt::Debug;

/// Knows the servers by which a page may find a way to the media plane.
pub trait IceServers: Debug + Send + Sync + 'static {
    /// Those for the page of this endpoint, with credentials that are good from now on.
    fn for_page(&self, endpoint: &EndpointId, now: Timestamp) -> Vec<IceServer>;
}
