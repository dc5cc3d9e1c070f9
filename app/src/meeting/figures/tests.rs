//! Two looks, and what is read out of them.

use super::*;

fn stats(text: &str) -> Vec<Stat> {
    serde_json::from_str(text).unwrap()
}

fn looks(before: &str, now: &str) -> Looks {
    let mut looks = Looks::default();
    for (at, text) in [(10_000, before), (12_000, now)] {
        looks.put(
            Path::Server,
            Look {
                at,
                stats: stats(text),
            },
        );
    }
    looks
}

const BEFORE: &str = r#"[
    {"type":"candidate-pair","id":"P","localCandidateId":"L","bytesSent":1000,"bytesReceived":5000},
    {"type":"inbound-rtp","id":"I","source":"0000000b-v0","packetsReceived":100,"packetsLost":5,"bytesReceived":10000},
    {"type":"outbound-rtp","id":"O1","source":"0000000a-v0","rid":"q","bytesSent":0},
    {"type":"outbound-rtp","id":"O2","source":"0000000a-v0","rid":"h","bytesSent":0}
]"#;

const NOW: &str = r#"[
    {"type":"candidate-pair","id":"P","localCandidateId":"L","bytesSent":251000,"bytesReceived":5000,
     "currentRoundTripTime":0.0314,"availableOutgoingBitrate":1500000},
    {"type":"local-candidate","id":"L","candidateType":"host","protocol":"udp"},
    {"type":"codec","id":"C","mimeType":"video/VP8"},
    {"type":"inbound-rtp","id":"I","source":"0000000b-v0","codecId":"C","packetsReceived":190,"packetsLost":15,
     "bytesReceived":260000,"jitter":0.004,"frameWidth":640,"frameHeight":360,"framesPerSecond":24,
     "freezeCount":2,"totalFreezesDuration":1.25},
    {"type":"outbound-rtp","id":"O1","source":"0000000a-v0","rid":"q","bytesSent":25000,"frameWidth":160,"frameHeight":90},
    {"type":"outbound-rtp","id":"O2","source":"0000000a-v0","rid":"h","bytesSent":100000,"frameWidth":320,
     "frameHeight":180,"framesPerSecond":30,"qualityLimitationReason":"bandwidth"},
    {"type":"outbound-rtp","id":"O3","source":"0000000a-v0","rid":"f","active":false,"bytesSent":0},
    {"type":"remote-inbound-rtp","id":"R","localId":"O2","fractionLost":0.02,"jitter":0.001}
]"#;

#[test]
fn a_connections_figures() {
    let figures = looks(BEFORE, NOW).figures(Path::Server).unwrap();
    assert_eq!(figures.way.as_deref(), Some("UDP"));
    assert_eq!(figures.round_trip.map(f64::round), Some(31.0));
    assert_eq!((figures.sent, figures.received), (Some(1_000.0), Some(0.0)));
    assert_eq!(figures.room, Some(1_500.0));
}

#[test]
fn ones_own_encodings_are_one_source_and_come_first() {
    let figures = looks(BEFORE, NOW).figures(Path::Server).unwrap();
    let [own, _] = &figures.tracks[..] else {
        panic!("{:?}", figures.tracks);
    };
    assert!(own.outgoing);
    assert_eq!(own.rate, Some(500.0));
    assert_eq!((own.size, own.frames), (Some((320, 180)), Some(30.0)));
    assert_eq!(own.loss, Some(2.0));
    assert_eq!(own.limited, Some("the network carries no more"));
}

#[test]
fn a_stream_that_only_probes_is_no_picture() {
    const PROBES: &str = r#"[
        {"type":"outbound-rtp","id":"O","source":"0000000a-v1","active":true,"bytesSent":20000},
        {"type":"outbound-rtp","id":"A","source":"0000000a-a0","bytesSent":20000}
    ]"#;
    let figures = looks("[]", PROBES).figures(Path::Server).unwrap();
    let [sound] = &figures.tracks[..] else {
        panic!("{:?}", figures.tracks);
    };
    assert_eq!(sound.source.as_ref().unwrap().to_string(), "0000000a-a0");
}

#[test]
fn what_comes_is_told_since_the_look_before() {
    let figures = looks(BEFORE, NOW).figures(Path::Server).unwrap();
    let track = &figures.tracks[1];
    assert_eq!(track.loss, Some(10.0));
    assert!(track.is_weak());
    assert_eq!(
        lines(track),
        [
            ("Picture", "640 × 360, 24/s".to_owned()),
            ("Rate", "1.0 Mbit/s, VP8".to_owned()),
            ("Lost packets", "10.0 %".to_owned()),
            ("Jitter", "4 ms".to_owned()),
            ("Freezes", "2, 1.2 s in all".to_owned()),
        ]
    );
}

#[test]
fn the_first_look_tells_no_rates() {
    let mut looks = Looks::default();
    let stats = stats(NOW);
    looks.put(Path::Server, Look { at: 10_000, stats });
    let figures = looks.figures(Path::Server).unwrap();
    assert_eq!((figures.sent, figures.tracks[1].loss), (None, None));
    assert!(!figures.tracks[1].is_weak());
    assert!(looks.forget(Path::Server) && looks.figures(Path::Server).is_none());
}

#[test]
fn late_packets_make_no_negative_loss() {
    let late = NOW.replace("\"packetsLost\":15", "\"packetsLost\":-3");
    let figures = looks(BEFORE, &late).figures(Path::Server).unwrap();
    assert_eq!(figures.tracks[1].loss, Some(0.0));
}

#[test]
fn a_relay_is_named_with_the_way_to_it() {
    let relayed = NOW.replace(
        r#""candidateType":"host","protocol":"udp""#,
        r#""candidateType":"relay","protocol":"udp","relayProtocol":"tls""#,
    );
    let figures = looks(BEFORE, &relayed).figures(Path::Server).unwrap();
    assert_eq!(figures.way.as_deref(), Some("through a relay over TLS"));
}
