//! How the connections fare, in figures for people: what changed between two looks at a connection.

use super::state::Millis;
use domain::connection::{
    Candidate, CandidatePair, Figure, InboundRtp, Name, OutboundRtp, Path, RemoteInboundRtp, Stat,
};
use signal::{SourceKind, SourceName};
use std::collections::BTreeMap;

/// One look at one connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Look {
    /// When.
    pub at: Millis,
    /// What the browser said.
    pub stats: Vec<Stat>,
}

/// The last two looks at each connection; what there is no connection for is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Looks(BTreeMap<Path, (Look, Look)>);

impl Looks {
    /// Takes the newest look.
    pub(crate) fn put(&mut self, path: Path, look: Look) {
        let (before, now) = self.0.entry(path).or_default();
        *before = std::mem::replace(now, look);
    }

    /// Forgets a connection that is gone.
    pub(crate) fn forget(&mut self, path: Path) -> bool {
        self.0.remove(&path).is_some()
    }

    /// The newest look.
    #[must_use]
    pub(crate) fn newest(&self, path: Path) -> Option<&Look> {
        self.0.get(&path).map(|(_, now)| now)
    }

    /// Whether people notice of this source how the network is.
    #[must_use]
    pub(crate) fn is_weak(&self, source: &SourceName) -> bool {
        [Path::Direct, Path::Server].into_iter().any(|path| {
            self.figures(path).is_some_and(|figures| {
                let mut tracks = figures.tracks.iter();
                tracks.any(|track| track.source.as_ref() == Some(source) && track.is_weak())
            })
        })
    }

    /// What there is to say of a connection.
    #[must_use]
    pub(crate) fn figures(&self, path: Path) -> Option<Figures> {
        self.0.get(&path).map(|(before, now)| figures(before, now))
    }
}

/// What there is to say of a connection.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Figures {
    /// How it goes: `UDP`, `TCP`, or through a relay.
    pub way: Option<String>,
    /// Milliseconds there and back.
    pub round_trip: Option<f64>,
    /// Kilobits a second.
    pub sent: Option<f64>,
    /// Kilobits a second.
    pub received: Option<f64>,
    /// Kilobits a second that the sender believes in.
    pub room: Option<f64>,
    /// Every source that comes or goes, in the order of the browser's list.
    pub tracks: Vec<Track>,
}

/// What there is to say of one source.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Track {
    /// Whose.
    pub source: Option<SourceName>,
    /// It is one's own.
    pub outgoing: bool,
    /// `VP8`, `opus`.
    pub codec: Option<String>,
    /// Kilobits a second.
    pub rate: Option<f64>,
    /// Percent of the packets.
    pub loss: Option<f64>,
    /// Milliseconds.
    pub jitter: Option<f64>,
    /// Pixels.
    pub size: Option<(u32, u32)>,
    /// Pictures a second.
    pub frames: Option<f64>,
    /// How often the picture stood still, and how many seconds in all.
    pub freezes: Option<(u64, f64)>,
    /// It has stood still since the look before.
    pub froze: bool,
    /// Percent of the sound that was made up.
    pub concealed: Option<f64>,
    /// Why the browser sends less than it could.
    pub limited: Option<&'static str>,
}

impl Track {
    /// Whether people will notice.
    #[must_use]
    pub(crate) fn is_weak(&self) -> bool {
        let beyond = |figure: Option<f64>, bound: f64| figure.is_some_and(|figure| figure > bound);
        let sound = self.source.as_ref().is_some_and(|source| !source.kind.is_video());
        if sound {
            beyond(self.concealed, 5.0) || beyond(self.loss, 10.0)
        } else {
            self.froze || beyond(self.loss, 5.0)
        }
    }
}

/// What changed between two looks.
fn figures(before: &Look, now: &Look) -> Figures {
    // Without an earlier look there is nothing to compare with, and rates are not known.
    let known = !before.stats.is_empty() && now.at > before.at;
    let seconds = known.then(|| (now.at - before.at) as f64 / 1_000.0);
    let old: BTreeMap<&Name, &Stat> = before.stats.iter().map(|stat| (name(stat), stat)).collect();
    let new: BTreeMap<&Name, &Stat> = now.stats.iter().map(|stat| (name(stat), stat)).collect();
    let view = View { old, new, seconds };
    let mut figures = Figures::default();
    let mut own: Vec<(SourceName, Track)> = Vec::new();
    for stat in &now.stats {
        match stat {
            Stat::CandidatePair(pair) => view.pair(pair, &mut figures),
            Stat::InboundRtp(inbound) => figures.tracks.push(view.inbound(inbound)),
            Stat::OutboundRtp(outbound) if outbound.active != Some(false) => {
                let Some(source) = source(outbound.source.as_ref()) else {
                    continue;
                };
                let track = view.outbound(outbound, &now.stats);
                match own.iter_mut().find(|(other, _)| *other == source) {
                    Some((_, sum)) => add(sum, track),
                    None => own.push((source, track)),
                }
            }
            _ => {}
        }
    }
    // A browser probes on a stream of pictures that has none yet, such as a screen that is not shared.
    own.retain(|(source, track)| !source.kind.is_video() || track.size.is_some());
    let own = own.into_iter().map(|(source, track)| Track {
        source: Some(source),
        ..track
    });
    figures.tracks.splice(0..0, own);
    figures
}

/// A camera's encodings are one source: their rates add up, and the largest picture speaks for them.
fn add(sum: &mut Track, other: Track) {
    sum.rate = match (sum.rate, other.rate) {
        (Some(one), Some(two)) => Some(one + two),
        (one, two) => one.or(two),
    };
    if other.size > sum.size {
        sum.size = other.size;
        sum.frames = other.frames;
    }
    sum.loss = [sum.loss, other.loss].into_iter().flatten().reduce(f64::max);
    sum.limited = sum.limited.or(other.limited);
}

struct View<'a> {
    old: BTreeMap<&'a Name, &'a Stat>,
    new: BTreeMap<&'a Name, &'a Stat>,
    seconds: Option<f64>,
}

impl View<'_> {
    fn pair(&self, pair: &CandidatePair, into: &mut Figures) {
        let before = match self.old.get(&pair.id) {
            Some(Stat::CandidatePair(before)) => Some(before),
            _ => None,
        };
        let rate = |read: fn(&CandidatePair) -> Option<u64>| self.kilobits(read(pair), before.and_then(read));
        into.sent = rate(|pair| pair.bytes_sent);
        into.received = rate(|pair| pair.bytes_received);
        into.round_trip = pair.current_round_trip_time.map(millis);
        into.room = pair.available_outgoing_bitrate.map(|bits| bits.get() / 1_000.0);
        let local = pair.local_candidate_id.as_ref().and_then(|id| self.new.get(id));
        if let Some(Stat::LocalCandidate(local)) = local {
            into.way = Some(way(local));
        }
    }

    fn inbound(&self, now: &InboundRtp) -> Track {
        let before = match self.old.get(&now.id) {
            Some(Stat::InboundRtp(before)) => Some(before),
            _ => None,
        };
        let grown = |read: fn(&InboundRtp) -> Option<u64>| {
            Some(read(now)?.saturating_sub(before.and_then(|before| read(before))?))
        };
        let lost = before
            .and_then(|before| before.packets_lost)
            .and_then(|before| Some(now.packets_lost?.saturating_sub(before).max(0) as u64));
        Track {
            source: source(now.source.as_ref()),
            outgoing: false,
            codec: self.codec(now.codec_id.as_ref()),
            rate: self.kilobits(
                now.bytes_received,
                before.and_then(|before| before.bytes_received),
            ),
            loss: lost
                .zip(grown(|stat| stat.packets_received))
                .and_then(|(lost, received)| percent(lost, lost + received)),
            jitter: now.jitter.map(millis),
            size: now.frame_width.zip(now.frame_height),
            frames: now.frames_per_second.map(Figure::get),
            freezes: now.freeze_count.map(|count| {
                let seconds = now.total_freezes_duration.map_or(0.0, Figure::get);
                (count, seconds)
            }),
            froze: grown(|stat| stat.freeze_count).is_some_and(|count| count > 0),
            concealed: grown(|stat| stat.concealed_samples)
                .zip(grown(|stat| stat.total_samples_received))
                .and_then(|(concealed, all)| percent(concealed, all)),
            limited: None,
        }
    }

    fn outbound(&self, now: &OutboundRtp, all: &[Stat]) -> Track {
        let before = match self.old.get(&now.id) {
            Some(Stat::OutboundRtp(before)) => before.bytes_sent,
            _ => None,
        };
        let told = all.iter().find_map(|stat| match stat {
            Stat::RemoteInboundRtp(told) if told.local_id.as_ref() == Some(&now.id) => Some(told),
            _ => None,
        });
        let of = |read: fn(&RemoteInboundRtp) -> Option<Figure>| told.and_then(read);
        Track {
            source: None,
            outgoing: true,
            codec: self.codec(now.codec_id.as_ref()),
            rate: self.kilobits(now.bytes_sent, before),
            loss: of(|told| told.fraction_lost).map(|lost| lost.get() * 100.0),
            jitter: of(|told| told.jitter).map(millis),
            size: now.frame_width.zip(now.frame_height),
            frames: now.frames_per_second.map(Figure::get),
            freezes: None,
            froze: false,
            concealed: None,
            limited: match now.quality_limitation_reason.as_ref().map(Name::as_str) {
                Some("cpu") => Some("this computer is busy"),
                Some("bandwidth") => Some("the network carries no more"),
                _ => None,
            },
        }
    }

    fn codec(&self, id: Option<&Name>) -> Option<String> {
        match self.new.get(id?) {
            Some(Stat::Codec(codec)) => {
                let mime = codec.mime_type.as_ref()?.as_str();
                Some(mime.rsplit('/').next()?.to_owned())
            }
            _ => None,
        }
    }

    fn kilobits(&self, now: Option<u64>, before: Option<u64>) -> Option<f64> {
        let bytes = now?.saturating_sub(before?);
        Some(bytes as f64 * 8.0 / 1_000.0 / self.seconds?)
    }
}

fn way(local: &Candidate) -> String {
    let of = |name: &Option<Name>| name.as_ref().map_or("", Name::as_str).to_uppercase();
    match local.candidate_type.as_ref().map(Name::as_str) {
        Some("relay") => match &local.relay_protocol {
            Some(_) => format!("through a relay over {}", of(&local.relay_protocol)),
            None => "through a relay".to_owned(),
        },
        _ => of(&local.protocol),
    }
}

const fn name(stat: &Stat) -> &Name {
    match stat {
        Stat::CandidatePair(stat) => &stat.id,
        Stat::LocalCandidate(stat) | Stat::RemoteCandidate(stat) => &stat.id,
        Stat::Codec(stat) => &stat.id,
        Stat::InboundRtp(stat) => &stat.id,
        Stat::OutboundRtp(stat) => &stat.id,
        Stat::RemoteInboundRtp(stat) => &stat.id,
    }
}

fn source(name: Option<&Name>) -> Option<SourceName> {
    name?.as_str().parse().ok()
}

fn millis(seconds: Figure) -> f64 {
    seconds.get() * 1_000.0
}

fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// What a source is called.
#[must_use]
pub(crate) const fn title(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Microphone => "Microphone",
        SourceKind::Camera => "Camera",
        SourceKind::Screen => "Screen",
        SourceKind::ScreenAudio => "Screen sound",
    }
}

/// The lines of a source: what, and how much.
#[must_use]
pub(crate) fn lines(track: &Track) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    if let Some((width, height)) = track.size {
        let frames = track
            .frames
            .map_or_else(String::new, |frames| format!(", {frames:.0}/s"));
        lines.push(("Picture", format!("{width} × {height}{frames}")));
    }
    if let Some(rate) = track.rate {
        let codec = track
            .codec
            .as_deref()
            .map_or_else(String::new, |codec| format!(", {codec}"));
        lines.push(("Rate", format!("{}{codec}", kilobits(rate))));
    }
    if let Some(loss) = track.loss {
        lines.push(("Lost packets", format!("{loss:.1} %")));
    }
    if let Some(concealed) = track.concealed {
        lines.push(("Sound made up", format!("{concealed:.1} %")));
    }
    if let Some(jitter) = track.jitter {
        lines.push(("Jitter", format!("{jitter:.0} ms")));
    }
    if let Some((count, seconds)) = track.freezes {
        let text = if count == 0 {
            "none".to_owned()
        } else {
            format!("{count}, {seconds:.1} s in all")
        };
        lines.push(("Freezes", text));
    }
    if let Some(reason) = track.limited {
        lines.push(("Held back", reason.to_owned()));
    }
    lines
}

/// A rate as people read it.
#[must_use]
pub(crate) fn kilobits(rate: f64) -> String {
    if rate >= 1_000.0 {
        format!("{:.1} Mbit/s", rate / 1_000.0)
    } else {
        format!("{rate:.0} kbit/s")
    }
}

#[cfg(test)]
mod tests;
