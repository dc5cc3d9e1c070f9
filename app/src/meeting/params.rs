//! What the meeting page's address asks for: the token and a few settings (contract §4.2).

use super::encodings::by_name;
use super::state::{Favourites, Millis};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use signal::VideoCodec;

/// The longest display name, in characters, as the server accepts it.
pub(crate) const MAX_NAME: usize = 100;

/// The contract's value of `config.p2p.backToP2PDelay`, in milliseconds.
const BACK_AFTER: Millis = 5_000;

/// How often a look at the connections is kept where the address does not say, in milliseconds.
const KEEP_EVERY: Millis = 10_000;

/// No look is taken by the server sooner after another, in milliseconds.
const STATS_EVERY: Millis = signal::STATS_EVERY.as_millis() as Millis;

/// The part of an address that this page follows; everything else in it is ignored.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Params {
    /// The token; the one behind `#` wins over the one behind `?`.
    pub jwt: Option<String>,
    /// False if the page is to join without asking (`config.prejoinConfig.enabled`, or the older
    /// `config.prejoinPageEnabled`).
    pub no_prejoin: bool,
    /// Join with the microphone off.
    pub audio_muted: bool,
    /// Join with the camera off.
    pub video_muted: bool,
    /// A name to begin with.
    pub display_name: Option<String>,
    /// Send media through a relay and never directly (`config.forceTurnRelay`, or
    /// `config.p2p.iceTransportPolicy` with the value `relay`).
    pub relay_only: bool,
    /// Two who are alone may connect directly (`config.p2p.enabled`; the contract's default is yes).
    pub direct: bool,
    /// How long they are alone again before they do (`config.p2p.backToP2PDelay`), in milliseconds.
    pub back_after: Millis,
    /// The codecs that pictures go out in where everybody can show them, the favourite first
    /// (`config.videoQuality.codecPreferenceOrder`; of a screen `config.videoQuality.screenshareCodec` first).
    pub favourites: Favourites,
    /// The codecs of a direct connection, the favourite first, as the last part of their MIME types
    /// (`config.p2p.codecPreferenceOrder`).
    pub direct_codecs: Vec<String>,
    /// How often a look at the connections is kept in the journal, in milliseconds, if each is to be kept
    /// (`config.analytics.rtcstatsEnabled`, `config.analytics.rtcstatsPollInterval`).
    pub keep_stats: Option<Millis>,
}

impl Default for Params {
    fn default() -> Self {
        Self::read("", "")
    }
}

impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The token must not reach a log.
        f.debug_struct("Params")
            .field("jwt", &self.jwt.is_some())
            .field("no_prejoin", &self.no_prejoin)
            .field("audio_muted", &self.audio_muted)
            .field("video_muted", &self.video_muted)
            .field("relay_only", &self.relay_only)
            .finish_non_exhaustive()
    }
}

impl Params {
    /// Reads `location.search` and `location.hash`, each with or without its first character.
    #[must_use]
    pub(crate) fn read(search: &str, hash: &str) -> Self {
        let tree = Value::Object(hash_values(hash));
        let flag = |path: &str| lookup(&tree, path).and_then(as_bool);
        let prejoin = flag("config.prejoinConfig.enabled").or(flag("config.prejoinPageEnabled"));
        Self {
            jwt: lookup(&tree, "jwt")
                .and_then(Value::as_str)
                .map(str::to_owned)
                .or_else(|| query_value(search, "jwt"))
                .filter(|token| !token.is_empty()),
            no_prejoin: prejoin == Some(false),
            audio_muted: flag("config.startWithAudioMuted") == Some(true),
            video_muted: flag("config.startWithVideoMuted") == Some(true),
            relay_only: flag("config.forceTurnRelay") == Some(true)
                || lookup(&tree, "config.p2p.iceTransportPolicy").and_then(Value::as_str) == Some("relay"),
            direct: flag("config.p2p.enabled") != Some(false),
            back_after: lookup(&tree, "config.p2p.backToP2PDelay")
                .and_then(Value::as_u64)
                .map_or(BACK_AFTER, |seconds| seconds.min(3_600) * 1_000),
            favourites: favourites(&tree),
            direct_codecs: words(lookup(&tree, "config.p2p.codecPreferenceOrder")),
            keep_stats: (flag("config.analytics.rtcstatsEnabled") == Some(true)).then(|| {
                lookup(&tree, "config.analytics.rtcstatsPollInterval")
                    .and_then(Value::as_u64)
                    .unwrap_or(KEEP_EVERY)
                    .clamp(STATS_EVERY, 600_000)
            }),
            display_name: lookup(&tree, "userInfo.displayName")
                .and_then(Value::as_str)
                .map(clean_name)
                .filter(|name| !name.is_empty()),
        }
    }
}

/// The same search and hash without the token, for the visible address.
#[must_use]
pub(crate) fn without_token(search: &str, hash: &str) -> (String, String) {
    let keep = |text: &str, mark: char| {
        let rest: Vec<&str> = text
            .trim_start_matches(mark)
            .split('&')
            .filter(|pair| !pair.is_empty() && key_of(pair) != "jwt")
            .collect();
        if rest.is_empty() {
            String::new()
        } else {
            format!("{mark}{}", rest.join("&"))
        }
    };
    (keep(search, '?'), keep(hash, '#'))
}

/// A typed or given name as it is sent: one line, trimmed, at most [`MAX_NAME`] characters.
#[must_use]
pub(crate) fn clean_name(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    line.trim()
        .chars()
        .take(MAX_NAME)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

fn key_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(key, _)| key)
}

fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(Into::into)
}

fn query_value(search: &str, wanted: &str) -> Option<String> {
    search
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == wanted)
        .and_then(|(_, value)| decode(value))
}

/// The hash as a tree: `config.a.b=1` and `config.a={"b":1}` end in the same place.
fn hash_values(hash: &str) -> Map<String, Value> {
    let mut tree = Map::new();
    for pair in hash.trim_start_matches('#').split('&') {
        let Some((key, value)) = pair.split_once('=') else {
            continue;
        };
        let (Some(key), Some(value)) = (decode(key), decode(value)) else {
            continue;
        };
        let path: Vec<&str> = key.split('.').collect();
        if path.len() > 8
            || path
                .iter()
                .any(|part| matches!(*part, "" | "__proto__" | "constructor" | "prototype"))
        {
            continue;
        }
        let value = value.replace(['\u{201c}', '\u{201d}', '\u{201e}'], "\"");
        // The word `undefined` and everything else that is not JSON is skipped.
        if let Ok(value) = serde_json::from_str(&value) {
            insert(&mut tree, &path, value);
        }
    }
    tree
}

fn insert(tree: &mut Map<String, Value>, path: &[&str], value: Value) {
    match path {
        [] => {}
        [last] => {
            tree.insert((*last).to_owned(), value);
        }
        [first, rest @ ..] => {
            let child = tree.entry(*first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(child) = child {
                insert(child, rest, value);
            }
        }
    }
}

fn lookup<'a>(tree: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(tree, |value, part| value.get(part))
}

fn favourites(tree: &Value) -> Favourites {
    let camera: Vec<VideoCodec> = words(lookup(tree, "config.videoQuality.codecPreferenceOrder"))
        .iter()
        .filter_map(|name| by_name(name))
        .collect();
    let screen = lookup(tree, "config.videoQuality.screenshareCodec")
        .and_then(Value::as_str)
        .and_then(by_name);
    Favourites {
        screen: screen.into_iter().chain(camera.iter().copied()).collect(),
        camera,
    }
}

/// The words of a list, small; whatever else is in it is skipped.
fn words(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_lowercase)
        .collect()
}

fn as_bool(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_behind_the_hash_wins() {
        let params = Params::read("?jwt=a.b.c&lang=de", "#jwt=%22d.e.f%22");
        assert_eq!(params.jwt.as_deref(), Some("d.e.f"));
        assert_eq!(
            Params::read("?lang=de&jwt=a.b.c", "").jwt.as_deref(),
            Some("a.b.c")
        );
        assert_eq!(Params::read("?jwt=", "#jwt=\"\"").jwt, None);
    }

    #[test]
    fn settings_may_be_dotted_or_nested() {
        for hash in [
            "#config.prejoinConfig.enabled=false",
            "#config.prejoinConfig=%7B%22enabled%22%3Afalse%7D",
            "#config.prejoinPageEnabled=false",
            "#config.prejoinConfig.enabled=%22false%22",
        ] {
            assert!(Params::read("", hash).no_prejoin, "{hash}");
        }
        assert!(!Params::read("", "#config.prejoinConfig.enabled=true").no_prejoin);
    }

    #[test]
    fn media_goes_through_a_relay_only_where_that_is_asked_for() {
        for hash in [
            "#config.forceTurnRelay=true",
            "#config.p2p.iceTransportPolicy=%22relay%22",
            "#config.p2p=%7B%22iceTransportPolicy%22%3A%22relay%22%7D",
        ] {
            assert!(Params::read("", hash).relay_only, "{hash}");
        }
        for hash in [
            "",
            "#config.forceTurnRelay=false",
            "#config.p2p.iceTransportPolicy=%22all%22",
        ] {
            assert!(!Params::read("", hash).relay_only, "{hash}");
        }
    }

    #[test]
    fn direct_connections_are_allowed_unless_the_address_forbids_them() {
        let read = |hash: &str| Params::read("", hash);
        assert!(read("").direct && read("#config.p2p.enabled=true").direct);
        assert!(!read("#config.p2p.enabled=false").direct);
        assert!(!read("#config.p2p=%7B%22enabled%22%3Afalse%7D").direct);
        assert_eq!(read("").back_after, 5_000);
        assert_eq!(read("#config.p2p.backToP2PDelay=2").back_after, 2_000);
        let codecs = read("#config.p2p.codecPreferenceOrder=%5B%22VP9%22,7,%22vp8%22%5D").direct_codecs;
        assert_eq!(codecs, ["vp9", "vp8"]);
    }

    #[test]
    fn codecs_are_sent_in_the_order_of_the_address() {
        use VideoCodec::{Av1, H264, Vp9};
        let order = "#config.videoQuality=%7B%22codecPreferenceOrder%22%3A%5B%22VP9%22,%22no%22,%22H264%22%5D,%22screenshareCodec%22%3A%22AV1%22%7D";
        let favourites = Params::read("", order).favourites;
        assert_eq!(favourites.camera, [Vp9, H264]);
        assert_eq!(favourites.screen, [Av1, Vp9, H264]);
        assert_eq!(Params::read("", "").favourites, Favourites::default());
    }

    #[test]
    fn looks_are_kept_only_where_that_is_asked_for() {
        let kept = |hash: &str| Params::read("", hash).keep_stats;
        assert_eq!(kept(""), None);
        assert_eq!(kept("#config.analytics.rtcstatsEnabled=true"), Some(10_000));
        let often = "#config.analytics=%7B%22rtcstatsEnabled%22%3Atrue,%22rtcstatsPollInterval%22%3A1000%7D";
        assert_eq!(kept(often), Some(5_000));
    }

    #[test]
    fn names_and_mutes_are_read() {
        let params = Params::read(
            "",
            "#userInfo.displayName=\u{201c}Ann%20B\u{201d}&config.startWithAudioMuted=true&config.startWithVideoMuted=true",
        );
        assert_eq!(params.display_name.as_deref(), Some("Ann B"));
        assert!(params.audio_muted && params.video_muted);
    }

    #[test]
    fn what_cannot_be_read_is_skipped() {
        let params = Params::read(
            "?jwt=%ff",
            "#jwt=undefined&config.__proto__.a=1&=1&config.startWithAudioMuted=maybe&config=3&config.prejoinConfig.enabled=false&%ff=1",
        );
        assert_eq!(params, Params::default());
    }

    #[test]
    fn the_visible_address_loses_only_the_token() {
        assert_eq!(
            without_token("?lang=de&jwt=a.b.c", "#jwt=%22x%22&config.a=1"),
            ("?lang=de".to_owned(), "#config.a=1".to_owned())
        );
        assert_eq!(without_token("?jwt=a", ""), (String::new(), String::new()));
    }

    #[test]
    fn names_are_one_short_line() {
        assert_eq!(clean_name("  Ann\nB  "), "Ann B");
        assert_eq!(clean_name(&"x".repeat(300)).chars().count(), MAX_NAME);
    }

    #[test]
    fn debug_does_not_show_the_token() {
        let text = format!("{:?}", Params::read("?jwt=geheim", ""));
        assert!(!text.contains("geheim"));
    }
}
