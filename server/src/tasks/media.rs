//! Carries what the media plane reports to the rooms.

use meeting::Hub;
use sfu::api::Event;
use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;

pub(crate) async fn run(hub: Hub, mut events: Receiver<Event>, stop: CancellationToken) {
    while let Some(Some(event)) = stop.run_until_cancelled(events.recv()).await {
        hub.media_event(event);
    }
}
