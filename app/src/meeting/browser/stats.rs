//! Looks at the connections from time to time: for the panel, and for the server, which writes them down.

use crate::meeting::figures::Look;
use crate::meeting::state::Millis;
use domain::connection::{MAX_STATS, Name, Path, Stat};
use js_sys::{JSON, Map, Reflect};
use signal::{ClientMessage, STATS_EVERY, SourceName, Stats};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcPeerConnection, RtcRtpTransceiver};

/// Between two looks, in milliseconds.
pub(super) const EVERY: u32 = 2_500;

/// How often the server is told where not every look is kept, in milliseconds.
const TELL: Millis = 60_000;

/// The first thing the server is told, in milliseconds after the first look.
const FIRST: Millis = 5_000;

/// What an m-line carries.
#[derive(Debug, Clone, Default)]
pub(super) struct Carried {
    pub comes: Option<SourceName>,
    pub goes: Option<SourceName>,
}

/// When the server was told of each connection.
#[derive(Debug, Default)]
pub(super) struct Told {
    began: [Cell<Option<Millis>>; 2],
    last: [Cell<Option<Millis>>; 2],
}

impl Told {
    /// Whether it is time to tell the server of a connection.
    pub(super) fn is_due(&self, path: Path, now: Millis, keep: Option<Millis>) -> bool {
        let place = path as usize;
        match self.last[place].get() {
            Some(last) => now.saturating_sub(last) >= keep.unwrap_or(TELL),
            None => {
                let began = self.began[place].get().unwrap_or(now);
                self.began[place].set(Some(began));
                now.saturating_sub(began) >= FIRST
            }
        }
    }

    /// Whether the server would take it: the last words, before one leaves.
    pub(super) fn may(&self, path: Path, now: Millis) -> bool {
        let last = self.last[path as usize].get();
        last.is_none_or(|last| u128::from(now.saturating_sub(last)) > STATS_EVERY.as_millis())
    }

    /// The message, which is about to be sent.
    pub(super) fn message(&self, path: Path, look: &Look, now: Millis, keep: bool) -> ClientMessage {
        self.last[path as usize].set(Some(now));
        let mut stats = look.stats.clone();
        stats.truncate(MAX_STATS);
        ClientMessage::Stats(Box::new(Stats { path, keep, stats }))
    }

    /// Another meeting begins.
    pub(super) fn forget(&self) {
        for cell in self.began.iter().chain(&self.last) {
            cell.set(None);
        }
    }
}

/// What the browser says of a connection; for each m-line, `sources` names what comes by it now and what goes.
pub(super) async fn look(pc: &RtcPeerConnection, sources: &[Carried]) -> Option<Vec<Stat>> {
    let report = JsFuture::from(pc.get_stats()).await.ok()?;
    let mids: BTreeMap<String, &Carried> = pc
        .get_transceivers()
        .iter()
        .zip(sources)
        .filter_map(|(transceiver, source)| {
            let transceiver: RtcRtpTransceiver = transceiver.unchecked_into();
            Some((transceiver.mid()?, source))
        })
        .collect();
    let mut stats = Vec::new();
    let mut selected = None;
    report.unchecked_ref::<Map>().for_each(&mut |stat, _| {
        if text(&stat, "type").as_deref() == Some("transport") {
            selected = selected.take().or_else(|| text(&stat, "selectedCandidatePairId"));
        } else if let Some(stat) = read(&stat, &mids) {
            stats.push(stat);
        }
    });
    Some(only_used(stats, selected.as_deref()))
}

fn text(stat: &JsValue, member: &str) -> Option<String> {
    Reflect::get(stat, &member.into()).ok()?.as_string()
}

/// One dictionary, if it is of a kind that is kept and of a source that somebody sends.
fn read(stat: &JsValue, mids: &BTreeMap<String, &Carried>) -> Option<Stat> {
    let source = |way: fn(&Carried) -> Option<&SourceName>| {
        let source = way(mids.get(&text(stat, "mid")?)?)?;
        Name::try_from(source.to_string()).ok()
    };
    let json: String = JSON::stringify(stat).ok()?.into();
    match serde_json::from_str(&json).ok()? {
        Stat::InboundRtp(mut inbound) => {
            inbound.source = Some(source(|carried| carried.comes.as_ref())?);
            inbound.packets_received.filter(|count| *count > 0)?;
            Some(Stat::InboundRtp(inbound))
        }
        Stat::OutboundRtp(mut outbound) => {
            outbound.source = Some(source(|carried| carried.goes.as_ref())?);
            outbound.packets_sent.filter(|count| *count > 0)?;
            Some(Stat::OutboundRtp(outbound))
        }
        other => Some(other),
    }
}

/// Leaves out pairs that are not in use, and addresses, codecs and reports that nothing kept refers to.
fn only_used(mut stats: Vec<Stat>, selected: Option<&str>) -> Vec<Stat> {
    stats.retain(|stat| match stat {
        Stat::CandidatePair(pair) => selected.is_none_or(|selected| pair.id.as_str() == selected),
        _ => true,
    });
    let used: BTreeSet<Name> = stats
        .iter()
        .flat_map(|stat| match stat {
            Stat::CandidatePair(pair) => [pair.local_candidate_id.clone(), pair.remote_candidate_id.clone()],
            Stat::InboundRtp(inbound) => [inbound.codec_id.clone(), None],
            Stat::OutboundRtp(outbound) => [outbound.codec_id.clone(), Some(outbound.id.clone())],
            _ => [None, None],
        })
        .flatten()
        .collect();
    stats.retain(|stat| match stat {
        Stat::LocalCandidate(candidate) | Stat::RemoteCandidate(candidate) => used.contains(&candidate.id),
        Stat::Codec(codec) => used.contains(&codec.id),
        Stat::RemoteInboundRtp(told) => told.local_id.as_ref().is_some_and(|id| used.contains(id)),
        _ => true,
    });
    stats
}
