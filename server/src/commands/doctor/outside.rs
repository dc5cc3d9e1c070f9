//! With --media-stun, what the STUN server answers to every media thread.

use super::Check;
use crate::cli::Serve;
use crate::plane::start_sfu;
use crate::tasks::outside::ask;
use sfu::Seen;
use std::time::Duration;
use tokio::time::timeout;

const SUBJECT: &str = "STUN";
/// A server that is there answers sooner.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) async fn check(options: &Serve) -> Vec<Check> {
    let Some(server) = &options.media_stun else {
        return Vec::new();
    };
    // The lines about the ports say why.
    let Ok((sfu, _events)) = start_sfu(options) else {
        return vec![Check::attention(
            SUBJECT,
            format!(
                "{server} was not asked, because it has to be asked from the media port and that cannot be had."
            ),
        )];
    };
    let mut view = sfu.outside();
    let answered = async {
        ask(&sfu, server).await?;
        let all = |seen: &Vec<Seen>| seen.iter().all(|seen| seen.address.is_some() || seen.silent);
        view.wait_for(all).await.map_err(std::io::Error::other)?;
        Ok::<(), std::io::Error>(())
    };
    let asked = timeout(PATIENCE, answered).await;
    if let Ok(Err(error)) = asked {
        return vec![Check::bad(SUBJECT, format!("{server} cannot be asked: {error}."))];
    }
    let seen = view.borrow().clone();
    let local = sfu.local_addresses();
    local
        .iter()
        .zip(seen)
        .map(|(local, seen)| match seen.address {
            Some(address) => Check::good(SUBJECT, format!("{server} sees {local} at {address}.")),
            None => Check::bad(
                SUBJECT,
                format!("{server} gave {local} no usable answer. Allow UDP in the firewall, or name another server with --media-stun."),
            ),
        })
        .collect()
}
