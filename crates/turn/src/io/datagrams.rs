//! Clients over UDP.

use super::Shared;
use crate::frames::LONGEST;
use crate::server::{Client, Transport};
use std::sync::Arc;

/// Reads until the server stops. One task, so that packets keep their order.
pub(super) async fn serve(shared: Arc<Shared>) {
    // One byte more than is taken, so that what was cut off is known by its length.
    let mut buffer = vec![0; LONGEST + 1];
    loop {
        // An error is about a packet sent before, and nothing to a server.
        if let Ok((length, address)) = shared.udp.recv_from(&mut buffer).await {
            let client = Client {
                transport: Transport::Udp,
                address,
            };
            shared.heard(client, &buffer[..length]);
        }
    }
}
