//! A server with relays that are only numbers, and a client that says what it is told to.

use domain::{Random, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_stun::attributes::{
    ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_LIFETIME, ATTR_NONCE, ATTR_REALM, ATTR_REQUESTED_TRANSPORT,
    ATTR_USERNAME, ATTR_XOR_PEER_ADDRESS, ATTR_XOR_RELAYED_ADDRESS, AttrType,
};
use rtc_stun::error_code::ErrorCodeAttribute;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{
    CLASS_ERROR_RESPONSE, CLASS_INDICATION, CLASS_REQUEST, CLASS_SUCCESS_RESPONSE, Getter, METHOD_ALLOCATE,
    METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION, METHOD_REFRESH, METHOD_SEND, Message, MessageType, Method,
    Setter, TransactionId,
};
use rtc_stun::xoraddr::XorMappedAddress;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};
use turn::{
    Action, Client, Credential, Limits, Moment, Peers, RelayId, Relays, Rules, Server, Stats, Transport,
};

/// A socket of the media plane, in a private network.
pub(crate) const MEDIA: &str = "10.0.0.5:10000";
/// Another one, on the public internet.
pub(crate) const PUBLIC: &str = "8.8.8.8:4000";
/// Further ones beside that, and at other addresses.
const MORE: [&str; 7] = [
    "8.8.8.8:4001",
    "8.8.8.8:4002",
    "8.8.8.1:4000",
    "8.8.8.2:4000",
    "8.8.8.3:4000",
    "8.8.8.4:4000",
    "[2a00:1450::1]:4000",
];
/// A client.
pub(crate) const ANN: &str = "192.0.2.1:5000";

pub(crate) const START: Timestamp = Timestamp::from_seconds(1_800_000_000);
pub(crate) const VALID: Duration = Duration::from_secs(12 * 60 * 60);

/// Relays of a machine with one address of IPv4.
#[derive(Default)]
pub(crate) struct FakeRelays {
    pub(crate) open: BTreeMap<RelayId, SocketAddr>,
    pub(crate) full: bool,
    pub(crate) v6: bool,
}

impl Relays for FakeRelays {
    fn open(&mut self, relay: RelayId, v6: bool) -> Option<SocketAddr> {
        let ip: IpAddr = if v6 { "2a00::9" } else { "9.9.9.9" }.parse().unwrap();
        let address = SocketAddr::new(ip, 50_000 + u16::try_from(relay.0 % 10_000).unwrap());
        (!self.full).then(|| {
            self.open.insert(relay, address);
            address
        })
    }

    fn close(&mut self, relay: RelayId) {
        self.open.remove(&relay).unwrap();
    }

    fn serves(&self, v6: bool) -> bool {
        self.v6 || !v6
    }
}

pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) relays: FakeRelays,
    start: Instant,
    passed: Duration,
    transactions: u64,
}

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Silence,
    Success,
    Failure(u16),
    /// To this peer went that.
    Relayed(SocketAddr, Vec<u8>),
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Limits::default())
    }

    pub(crate) fn with(limits: Limits) -> Self {
        let rules = Rules {
            peers: Peers::new(
                [MEDIA, PUBLIC]
                    .iter()
                    .chain(&MORE)
                    .map(|peer| peer.parse().unwrap()),
            ),
            limits,
            valid: VALID,
        };
        let start = Instant::now();
        Self {
            server: Server::new(rules, &Random::new(StdRng::seed_from_u64(1)), start),
            relays: FakeRelays::default(),
            start,
            passed: Duration::ZERO,
            transactions: 0,
        }
    }

    pub(crate) fn now(&self) -> Moment {
        Moment {
            instant: self.start + self.passed,
            time: START.plus(self.passed),
        }
    }

    /// Time goes by, and the server notices.
    pub(crate) fn pass(&mut self, seconds: u64) {
        self.passed += Duration::from_secs(seconds);
        self.server.tick(self.start + self.passed, &mut self.relays);
    }

    pub(crate) fn stats(&self) -> Stats {
        self.server.stats()
    }

    pub(crate) fn issue(&self, endpoint: &str) -> Credential {
        self.server.issue(endpoint, self.now().time)
    }

    /// A client with a credential of his own.
    pub(crate) fn client(&self, address: &str, endpoint: &str) -> Page {
        Page::new(address, self.issue(endpoint))
    }

    /// A client with an allocation.
    pub(crate) fn allocated(&mut self) -> Page {
        let mut page = self.client(ANN, "ann");
        assert_eq!(page.allocate(self), Answer::Success);
        page
    }

    pub(crate) fn transaction(&mut self) -> TransactionId {
        self.transactions += 1;
        let mut id = [0; 12];
        id[..8].copy_from_slice(&self.transactions.to_be_bytes());
        TransactionId(id)
    }

    /// Says this, and hears what comes of it.
    pub(crate) fn say(&mut self, client: Client, bytes: &[u8]) -> (Answer, Vec<u8>) {
        let now = self.now();
        match self.server.from_client(now, client, bytes, &mut self.relays) {
            Action::Nothing => (Answer::Silence, Vec::new()),
            Action::Reply(bytes) => {
                let message = read(&bytes);
                let answer = match message.typ.class {
                    CLASS_SUCCESS_RESPONSE => Answer::Success,
                    CLASS_ERROR_RESPONSE => {
                        let mut code = ErrorCodeAttribute::default();
                        code.get_from(&message).unwrap();
                        Answer::Failure(code.code.0)
                    }
                    other => panic!("{other}"),
                };
                (answer, bytes)
            }
            Action::Relay { peer, data, .. } => (Answer::Relayed(peer, Cow::into_owned(data)), Vec::new()),
        }
    }

    /// What comes from a peer to the only relay.
    pub(crate) fn peer_says(&mut self, peer: &str, data: &[u8]) -> Option<(Client, Vec<u8>)> {
        let relay = *self.relays.open.keys().next().unwrap();
        self.server
            .from_peer(self.now(), relay, peer.parse().unwrap(), data)
    }
}

pub(crate) fn read(bytes: &[u8]) -> Message {
    let mut message = Message::new();
    message.unmarshal_binary(bytes).unwrap();
    message
}

pub(crate) fn peer_address(address: &str) -> impl Fn(&mut Message) + use<> {
    let address: SocketAddr = address.parse().unwrap();
    move |message| {
        let attribute = XorMappedAddress {
            ip: address.ip(),
            port: address.port(),
        };
        attribute.add_to_as(message, ATTR_XOR_PEER_ADDRESS).unwrap();
    }
}

/// A client that signs as RFC 8489 has it.
#[derive(Clone)]
pub(crate) struct Page {
    pub(crate) client: Client,
    pub(crate) credential: Credential,
    pub(crate) nonce: Vec<u8>,
    pub(crate) realm: Vec<u8>,
}

impl Page {
    pub(crate) fn new(address: &str, credential: Credential) -> Self {
        Self {
            client: Client {
                transport: Transport::Udp,
                address: address.parse().unwrap(),
            },
            credential,
            nonce: Vec::new(),
            realm: Vec::new(),
        }
    }

    /// Asks without a credential, and learns realm and nonce from the refusal.
    pub(crate) fn challenged(&mut self, world: &mut World) {
        let bytes = request(world, METHOD_ALLOCATE, |message| {
            message.add(ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
        });
        let (answer, bytes) = world.say(self.client, &bytes);
        assert_eq!(answer, Answer::Failure(401));
        self.learn(&bytes);
    }

    pub(crate) fn learn(&mut self, refusal: &[u8]) {
        let message = read(refusal);
        self.realm = message.get(ATTR_REALM).unwrap();
        self.nonce = message.get(ATTR_NONCE).unwrap();
    }

    pub(crate) fn signed(
        &self,
        world: &mut World,
        method: Method,
        fill: impl FnOnce(&mut Message),
    ) -> Vec<u8> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let provider = AwsLcRsProvider::new();
        let integrity = MessageIntegrity::new_long_term_integrity_with_provider(
            self.credential.username.clone(),
            text(&self.realm),
            self.credential.password.clone(),
            provider.crypto(),
        )
        .unwrap();
        request(world, method, |message| {
            fill(message);
            message.add(ATTR_USERNAME, self.credential.username.as_bytes());
            message.add(ATTR_REALM, &self.realm);
            message.add(ATTR_NONCE, &self.nonce);
            integrity.add_to(message).unwrap();
        })
    }

    pub(crate) fn ask(&self, world: &mut World, method: Method, fill: impl FnOnce(&mut Message)) -> Answer {
        let bytes = self.signed(world, method, fill);
        world.say(self.client, &bytes).0
    }

    /// Asks for an allocation with everything that it takes.
    pub(crate) fn allocate(&mut self, world: &mut World) -> Answer {
        self.challenged(world);
        self.ask(world, METHOD_ALLOCATE, |message| {
            message.add(ATTR_REQUESTED_TRANSPORT, &[17, 0, 0, 0]);
        })
    }

    pub(crate) fn refresh(&self, world: &mut World, seconds: u32) -> Answer {
        self.ask(world, METHOD_REFRESH, |message| {
            message.add(ATTR_LIFETIME, &seconds.to_be_bytes());
        })
    }

    pub(crate) fn permit(&self, world: &mut World, peer: &str) -> Answer {
        self.ask(world, METHOD_CREATE_PERMISSION, peer_address(peer))
    }

    pub(crate) fn bind(&self, world: &mut World, number: u16, peer: &str) -> Answer {
        self.ask(world, METHOD_CHANNEL_BIND, |message| {
            let [high, low] = number.to_be_bytes();
            message.add(ATTR_CHANNEL_NUMBER, &[high, low, 0, 0]);
            peer_address(peer)(message);
        })
    }

    pub(crate) fn send(&self, world: &mut World, peer: &str, data: &[u8]) -> Answer {
        let mut message = Message::new();
        message.typ = MessageType::new(METHOD_SEND, CLASS_INDICATION);
        message.transaction_id = world.transaction();
        message.write_header();
        peer_address(peer)(&mut message);
        message.add(ATTR_DATA, data);
        world.say(self.client, &message.raw).0
    }

    pub(crate) fn send_on(&self, world: &mut World, number: u16, data: &[u8]) -> Answer {
        let mut bytes = number.to_be_bytes().to_vec();
        bytes.extend_from_slice(&u16::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend_from_slice(data);
        world.say(self.client, &bytes).0
    }
}

/// A request that is not signed unless `fill` does it.
pub(crate) fn request(world: &mut World, method: Method, fill: impl FnOnce(&mut Message)) -> Vec<u8> {
    let mut message = Message::new();
    message.typ = MessageType::new(method, CLASS_REQUEST);
    message.transaction_id = world.transaction();
    message.write_header();
    fill(&mut message);
    message.raw
}

/// An address out of an answer.
pub(crate) fn address_in(bytes: &[u8], kind: AttrType) -> SocketAddr {
    let mut address = XorMappedAddress::default();
    address.get_from_as(&read(bytes), kind).unwrap();
    SocketAddr::new(address.ip, address.port)
}

pub(crate) fn relayed_in(bytes: &[u8]) -> SocketAddr {
    address_in(bytes, ATTR_XOR_RELAYED_ADDRESS)
}

pub(crate) fn relayed(peer: &str, data: &[u8]) -> Answer {
    Answer::Relayed(peer.parse().unwrap(), data.to_vec())
}
