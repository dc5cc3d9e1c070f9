//! The events as others can read them: one line for each device that an event names.

use super::Result;
use domain::MeetingFact;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use store::Store;

/// Writes moment, device and user id of every entry.
pub(super) async fn export(address: &str, csv: &Path) -> Result<()> {
    let store = Store::connect_existing(address).await?;
    let mut file = BufWriter::with_capacity(1 << 20, File::create(csv)?);
    writeln!(file, "at,device,user_id")?;
    let mut seq = 0;
    loop {
        let chunk = store::journal::read_after(&store, seq, 5_000).await?;
        let Some(last) = chunk.last() else { break };
        seq = last.seq;
        for recorded in &chunk {
            let MeetingFact::Usage { entries } = &recorded.event.fact else {
                continue;
            };
            for entry in entries {
                let user = entry.user_id.as_deref().unwrap_or_default();
                writeln!(file, "{},{},{user}", recorded.event.at.micros(), entry.device)?;
            }
        }
    }
    file.flush()?;
    store.close().await;
    Ok(())
}
