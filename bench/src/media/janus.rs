//! Janus VideoRoom from the system's package, driven as a page would.

mod api;

use std::io::{Error, Result};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use str0m::change::{SdpAnswer, SdpOffer};
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind};
use str0m::{Candidate, Rtc};
use tempfile::TempDir;

use super::client::{Client, socket};
use super::clock::pass;
use super::fan_out::Call;
use super::sender::{Sender, Sends};
use api::Handle;

/// The one room.
const ROOM: u64 = 1234;
/// How long it may take to start.
const START: Duration = Duration::from_secs(10);
/// Port of its HTTP interface, on loopback of the namespace.
const PORT: u16 = 8088;

/// Only what is measured is switched on: one transport, one plugin, no events, no limits.
fn configure(folder: &Path, address: IpAddr) -> Result<()> {
    let main = format!(
        "general: {{ debug_level = 2; session_timeout = 0; log_to_stdout = true; }}
        nat: {{ ice_enforce_list = \"{address}\"; }}
        plugins: {{ disable = \"{}\"; }}
        transports: {{ disable = \"{}\"; }}
        events: {{ broadcast = false; }}",
        "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,libjanus_nosip.so,\
         libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,\
         libjanus_videocall.so,libjanus_voicemail.so",
        "libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,libjanus_rabbitmq.so,libjanus_websockets.so",
    );
    let http = format!(
        "general: {{ json = \"plain\"; base_path = \"/janus\"; http = true; port = {PORT}; ip = \"127.0.0.1\"; \
         https = false; }} admin: {{ admin_http = false; admin_https = false; }}"
    );
    std::fs::write(folder.join("janus.jcfg"), main)?;
    std::fs::write(folder.join("janus.transport.http.jcfg"), http)?;
    std::fs::write(folder.join("janus.plugin.videoroom.jcfg"), "general: { }")
}

/// A running Janus.
pub(super) struct Janus {
    child: Child,
    address: IpAddr,
    /// Its configuration, gone with it.
    _folder: TempDir,
}

impl Janus {
    /// Starts it with media on this address only.
    pub(super) fn start(address: IpAddr) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        configure(folder.path(), address)?;
        let child = Command::new("janus")
            .arg("-F")
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Error::other(format!("janus does not start: {error}")))?;
        let mut janus = Self {
            child,
            address,
            _folder: folder,
        };
        let begun = Instant::now();
        while api::get(PORT, "/janus/info").is_err() {
            if begun.elapsed() > START || janus.child.try_wait()?.is_some() {
                return Err(Error::other("janus does not answer"));
            }
            pass(Duration::from_millis(50));
        }
        Handle::attach(PORT)?.ask(&json!({
            "request": "create", "room": ROOM, "publishers": 10, "bitrate": 0, "videocodec": "vp8",
            "fir_freq": 0, "audiolevel_event": false, "transport_wide_cc_ext": true,
        }))?;
        Ok(janus)
    }

    /// A room to publish and watch in.
    pub(super) fn call(&mut self) -> Room<'_> {
        Room {
            janus: self,
            feed: None,
            handles: Vec::new(),
        }
    }

    fn rtc(&self) -> Result<(Rtc, UdpSocket)> {
        let socket = socket(SocketAddr::new(self.address, 0))?;
        let mut rtc = Rtc::builder()
            .clear_codecs()
            .enable_vp8(true)
            .set_rtp_mode(true)
            .build(Instant::now());
        let local = Candidate::host(socket.local_addr()?, "udp").map_err(Error::other)?;
        rtc.add_local_candidate(local);
        Ok((rtc, socket))
    }
}

impl Drop for Janus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The room with one publisher.
pub(super) struct Room<'a> {
    janus: &'a mut Janus,
    /// The publisher's number.
    feed: Option<u64>,
    handles: Vec<Handle>,
}

impl Call for Room<'_> {
    fn pid(&self) -> u32 {
        self.janus.child.id()
    }

    fn publish(&mut self) -> Result<Client> {
        let handle = Handle::attach(PORT)?;
        let joined = handle.request(
            &json!({ "request": "join", "ptype": "publisher", "room": ROOM }),
            None,
        )?;
        self.feed = joined
            .pointer("/plugindata/data/id")
            .and_then(serde_json::Value::as_u64);
        let (mut rtc, socket) = self.janus.rtc()?;
        let mut change = rtc.sdp_api();
        let mid = change.add_media(MediaKind::Video, Direction::SendOnly, None, None, None);
        let (offer, pending) = change.apply().ok_or_else(|| Error::other("no offer"))?;
        let jsep = json!({ "type": "offer", "sdp": offer.to_sdp_string() });
        let answer = handle.request(&json!({ "request": "publish", "video": true }), Some(&jsep))?;
        let sdp = sdp(&answer)?;
        let answer = SdpAnswer::from_sdp_string(sdp).map_err(Error::other)?;
        rtc.sdp_api()
            .accept_answer(pending, answer)
            .map_err(Error::other)?;
        handle.end_of_candidates()?;
        self.handles.push(handle);
        let vp8 = vp8(&rtc)?;
        let sender = Sender::new(mid, vp8.into(), Sends::Camera, 0, Instant::now());
        Client::new(rtc, socket, server(sdp)?, Some(sender), vp8)
    }

    fn watch(&mut self) -> Result<Client> {
        let handle = Handle::attach(PORT)?;
        let join = json!({
            "request": "join", "ptype": "subscriber", "room": ROOM, "streams": [{ "feed": self.feed }],
        });
        let offered = handle.request(&join, None)?;
        let sdp = sdp(&offered)?;
        let (mut rtc, socket) = self.janus.rtc()?;
        let offer = SdpOffer::from_sdp_string(sdp).map_err(Error::other)?;
        let answer = rtc.sdp_api().accept_offer(offer).map_err(Error::other)?;
        let jsep = json!({ "type": "answer", "sdp": answer.to_sdp_string() });
        handle.request(&json!({ "request": "start" }), Some(&jsep))?;
        handle.end_of_candidates()?;
        self.handles.push(handle);
        let vp8 = vp8(&rtc)?;
        Client::new(rtc, socket, server(sdp)?, None, vp8)
    }
}

fn vp8(rtc: &Rtc) -> Result<u8> {
    let found = rtc
        .codec_config()
        .find(|params| params.spec().codec == Codec::Vp8);
    let found = found.map(|params| *params.pt());
    found.ok_or_else(|| Error::other("no VP8"))
}

fn sdp(answer: &serde_json::Value) -> Result<&str> {
    let sdp = answer.pointer("/jsep/sdp").and_then(serde_json::Value::as_str);
    sdp.ok_or_else(|| Error::other(format!("no description: {answer}")))
}

/// The first UDP candidate.
fn server(sdp: &str) -> Result<SocketAddr> {
    let addresses = sdp.lines().filter_map(|line| {
        let words: Vec<&str> = line.strip_prefix("a=candidate:")?.split_whitespace().collect();
        let [_, _, protocol, _, ip, port, ..] = words[..] else {
            return None;
        };
        let is_udp = protocol.eq_ignore_ascii_case("udp");
        is_udp.then(|| Some(SocketAddr::new(ip.parse().ok()?, port.parse().ok()?)))?
    });
    addresses
        .into_iter()
        .next()
        .ok_or_else(|| Error::other("no candidate"))
}
