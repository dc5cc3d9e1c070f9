//! STUN messages (RFC 8489) and the attributes of TURN (RFC 8656 §18), by `rtc-stun`, which nothing else here
//! knows.

mod reply;

pub(crate) use reply::{Reply, data_indication};
use rtc_crypto::RTCCryptoProvider;
use rtc_crypto::providers::AwsLcRsProvider;
use rtc_stun::attributes::{
    ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_FINGERPRINT, ATTR_LIFETIME, ATTR_MESSAGE_INTEGRITY, ATTR_NONCE,
    ATTR_REALM, ATTR_REQUESTED_ADDRESS_FAMILY, ATTR_REQUESTED_TRANSPORT, ATTR_USERNAME,
    ATTR_XOR_PEER_ADDRESS, AttrType, RawAttribute,
};
use rtc_stun::error_code::{ErrorCode, ErrorCodeAttribute};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{
    CLASS_ERROR_RESPONSE, CLASS_INDICATION, CLASS_REQUEST, CLASS_SUCCESS_RESPONSE, METHOD_ALLOCATE,
    METHOD_BINDING, METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION, METHOD_REFRESH, METHOD_SEND, Message,
    MessageClass, MessageType,
};
use rtc_stun::xoraddr::XorMappedAddress;
use std::net::{IpAddr, SocketAddr};

const HEADER: usize = 20;
/// HMAC-SHA1, in bytes.
const INTEGRITY: usize = 20;

static CRYPTO: AwsLcRsProvider = AwsLcRsProvider::new();

/// The key of a long-term credential (RFC 8489 §9.2.2): MD5 of name, realm and password.
pub(crate) type Key = Vec<u8>;

/// Makes the key.
pub(crate) fn long_term_key(username: &str, realm: &str, password: &str) -> Option<Key> {
    MessageIntegrity::long_term_integrity_key(
        username.to_owned(),
        realm.to_owned(),
        password.to_owned(),
        CRYPTO.crypto(),
    )
    .ok()
}

/// What a client may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Binding,
    Allocate,
    Refresh,
    CreatePermission,
    ChannelBind,
    /// An indication: never answered.
    Send,
}

/// Whose address relayed packets bear (RFC 8656 §18.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    V4,
    V6,
}

/// Why a request fails (RFC 8489 §14.8, RFC 8656 §19).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    BadRequest = 400,
    Unauthorized = 401,
    Forbidden = 403,
    UnknownAttribute = 420,
    Mismatch = 437,
    StaleNonce = 438,
    FamilyNotSupported = 440,
    WrongCredentials = 441,
    TransportNotSupported = 442,
    FamilyMismatch = 443,
    QuotaReached = 486,
    InsufficientCapacity = 508,
}

/// A request or indication.
pub(crate) struct Incoming {
    pub(crate) kind: Kind,
    message: Message,
    /// Where MESSAGE-INTEGRITY stands; what follows it proves nothing and is not read (RFC 8489 §14.5).
    integrity_at: Option<usize>,
}

impl Incoming {
    /// Reads a whole message; nothing if it is none that a client may send.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]));
        if bytes.len() != HEADER + length || !length.is_multiple_of(4) || bytes[0] >> 6 != 0 {
            return None;
        }
        let mut message = Message::new();
        message.unmarshal_binary(bytes).ok()?;
        let kind = match (message.typ.class, message.typ.method) {
            (CLASS_REQUEST, METHOD_BINDING) => Kind::Binding,
            (CLASS_REQUEST, METHOD_ALLOCATE) => Kind::Allocate,
            (CLASS_REQUEST, METHOD_REFRESH) => Kind::Refresh,
            (CLASS_REQUEST, METHOD_CREATE_PERMISSION) => Kind::CreatePermission,
            (CLASS_REQUEST, METHOD_CHANNEL_BIND) => Kind::ChannelBind,
            (CLASS_INDICATION, METHOD_SEND) => Kind::Send,
            _ => return None,
        };
        if message.contains(ATTR_FINGERPRINT) {
            FINGERPRINT.check(&message).ok()?;
        }
        let integrity_at = message
            .attributes
            .0
            .iter()
            .position(|attribute| attribute.typ == ATTR_MESSAGE_INTEGRITY);
        if let Some(at) = integrity_at
            && message.attributes.0[at].value.len() != INTEGRITY
        {
            return None;
        }
        Some(Self {
            kind,
            message,
            integrity_at,
        })
    }

    pub(crate) fn transaction(&self) -> [u8; 12] {
        self.message.transaction_id.0
    }

    /// Whether it claims to be signed.
    pub(crate) const fn is_signed(&self) -> bool {
        self.integrity_at.is_some()
    }

    /// Whether the sender knew the key.
    pub(crate) fn verify(&mut self, key: &[u8]) -> bool {
        MessageIntegrity::check(&mut self.message, key, CRYPTO.crypto()).is_ok()
    }

    pub(crate) fn username(&self) -> Option<&str> {
        self.text(ATTR_USERNAME)
    }

    pub(crate) fn realm(&self) -> Option<&str> {
        self.text(ATTR_REALM)
    }

    pub(crate) fn nonce(&self) -> Option<&str> {
        self.text(ATTR_NONCE)
    }

    /// LIFETIME in seconds.
    pub(crate) fn lifetime(&self) -> Option<u32> {
        Some(u32::from_be_bytes(self.value(ATTR_LIFETIME)?.try_into().ok()?))
    }

    /// CHANNEL-NUMBER.
    pub(crate) fn channel(&self) -> Option<u16> {
        let value = self.value(ATTR_CHANNEL_NUMBER)?;
        (value.len() == 4).then(|| u16::from_be_bytes([value[0], value[1]]))
    }

    /// REQUESTED-TRANSPORT, as the number of an IP protocol.
    pub(crate) fn requested_transport(&self) -> Option<u8> {
        self.value(ATTR_REQUESTED_TRANSPORT)?.first().copied()
    }

    /// REQUESTED-ADDRESS-FAMILY; nothing if there is none, and an error if it is unknown.
    pub(crate) fn requested_family(&self) -> Result<Option<Family>, Failure> {
        match self.value(ATTR_REQUESTED_ADDRESS_FAMILY).map(<[u8]>::first) {
            None => Ok(None),
            Some(Some(1)) => Ok(Some(Family::V4)),
            Some(Some(2)) => Ok(Some(Family::V6)),
            Some(_) => Err(Failure::FamilyNotSupported),
        }
    }

    /// DATA, taken out of the message.
    pub(crate) fn take_data(&mut self) -> Option<Vec<u8>> {
        self.message
            .attributes
            .0
            .iter_mut()
            .find(|attribute| attribute.typ == ATTR_DATA)
            .map(|attribute| std::mem::take(&mut attribute.value))
    }

    /// Every XOR-PEER-ADDRESS; nothing if one cannot be read.
    pub(crate) fn peers(&self) -> Option<Vec<SocketAddr>> {
        self.attributes()
            .iter()
            .filter(|attribute| attribute.typ == ATTR_XOR_PEER_ADDRESS)
            .map(|attribute| self.address(attribute))
            .collect()
    }

    /// Attributes that must be understood and are not (RFC 8489 §6.3.1).
    pub(crate) fn unknown(&self) -> Vec<u16> {
        const KNOWN: [AttrType; 10] = [
            ATTR_USERNAME,
            ATTR_REALM,
            ATTR_NONCE,
            ATTR_MESSAGE_INTEGRITY,
            ATTR_LIFETIME,
            ATTR_CHANNEL_NUMBER,
            ATTR_REQUESTED_TRANSPORT,
            ATTR_REQUESTED_ADDRESS_FAMILY,
            ATTR_XOR_PEER_ADDRESS,
            ATTR_DATA,
        ];
        self.attributes()
            .iter()
            .map(|attribute| attribute.typ)
            .filter(|kind| kind.required() && !KNOWN.contains(kind))
            .map(|kind| kind.value())
            .collect()
    }

    /// A success without attributes yet.
    pub(crate) fn success(&self) -> Reply {
        self.reply(CLASS_SUCCESS_RESPONSE)
    }

    /// An error. It has no words, which no client shows, so that it stays small.
    pub(crate) fn failure(&self, failure: Failure) -> Reply {
        self.reply(CLASS_ERROR_RESPONSE).with(&ErrorCodeAttribute {
            code: ErrorCode(failure as u16),
            reason: Vec::new(),
        })
    }

    fn reply(&self, class: MessageClass) -> Reply {
        Reply::new(
            MessageType::new(self.message.typ.method, class),
            self.message.transaction_id,
        )
    }

    fn attributes(&self) -> &[RawAttribute] {
        let all = &self.message.attributes.0;
        &all[..self.integrity_at.unwrap_or(all.len())]
    }

    fn value(&self, kind: AttrType) -> Option<&[u8]> {
        self.attributes()
            .iter()
            .find(|attribute| attribute.typ == kind)
            .map(|attribute| &*attribute.value)
    }

    fn text(&self, kind: AttrType) -> Option<&str> {
        std::str::from_utf8(self.value(kind)?).ok()
    }

    fn address(&self, attribute: &RawAttribute) -> Option<SocketAddr> {
        // The library reads the first attribute of a kind of a message, so each gets a message of its own.
        let mut alone = Message::new();
        alone.transaction_id = self.message.transaction_id;
        alone.attributes.0.push(attribute.clone());
        let mut address = XorMappedAddress::default();
        address.get_from_as(&alone, attribute.typ).ok()?;
        let complete = match address.ip {
            IpAddr::V4(_) => 8,
            IpAddr::V6(_) => 20,
        };
        (attribute.value.len() == complete).then(|| SocketAddr::new(address.ip, address.port))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rtc_stun::message::{METHOD_CONNECT, Setter, TransactionId};

    fn request(method: rtc_stun::message::Method, fill: impl FnOnce(&mut Message)) -> Vec<u8> {
        let mut message = Message::new();
        message.typ = MessageType::new(method, CLASS_REQUEST);
        message.transaction_id = TransactionId([9; 12]);
        message.write_header();
        fill(&mut message);
        message.raw
    }

    #[test]
    fn what_follows_the_signature_is_not_read() {
        let key = long_term_key("a", "r", "p").unwrap();
        let bytes = request(METHOD_REFRESH, |message| {
            message.add(ATTR_USERNAME, b"a");
            MessageIntegrity::new_raw_integrity_with_provider(&*key, CRYPTO.crypto())
                .add_to(message)
                .unwrap();
            message.add(ATTR_LIFETIME, &[0; 4]);
        });
        let mut incoming = Incoming::parse(&bytes).unwrap();
        assert!(incoming.verify(&key));
        assert_eq!(incoming.username(), Some("a"));
        assert_eq!(incoming.lifetime(), None);
        assert!(!incoming.verify(b"another key"));
    }

    #[test]
    fn every_peer_address_is_read_and_a_broken_one_spoils_all() {
        let add = |message: &mut Message, address: &str| {
            let address: SocketAddr = address.parse().unwrap();
            let attribute = XorMappedAddress {
                ip: address.ip(),
                port: address.port(),
            };
            attribute.add_to_as(message, ATTR_XOR_PEER_ADDRESS).unwrap();
        };
        let two = request(METHOD_CREATE_PERMISSION, |message| {
            add(message, "192.0.2.1:7");
            add(message, "[2001:db8::1]:8");
        });
        assert_eq!(
            Incoming::parse(&two).unwrap().peers().unwrap(),
            ["192.0.2.1:7".parse().unwrap(), "[2001:db8::1]:8".parse().unwrap()]
        );
        let broken = request(METHOD_CREATE_PERMISSION, |message| {
            add(message, "192.0.2.1:7");
            message.add(ATTR_XOR_PEER_ADDRESS, &[0, 2, 0, 0, 1, 2, 3, 4]);
        });
        assert_eq!(Incoming::parse(&broken).unwrap().peers(), None);
    }

    #[test]
    fn relaying_over_tcp_is_not_spoken() {
        assert!(Incoming::parse(&request(METHOD_CONNECT, |_| {})).is_none());
    }

    #[test]
    fn attributes_that_must_be_understood_are_named() {
        let bytes = request(METHOD_ALLOCATE, |message| {
            message.add(AttrType(0x0018), &[0x80]);
            message.add(AttrType(0x8022), b"an optional one");
        });
        assert_eq!(Incoming::parse(&bytes).unwrap().unknown(), [0x0018]);
    }

    proptest! {
        /// No bytes bring the reader down, and what is no whole message is none.
        #[test]
        fn any_bytes_are_survived(mut bytes in prop::collection::vec(any::<u8>(), 0..400), whole in any::<bool>(), method in 0usize..6) {
            const TYPES: [u16; 6] = [0x0001, 0x0003, 0x0004, 0x0008, 0x0009, 0x0016];
            if whole && bytes.len() >= HEADER {
                let length = (bytes.len() - HEADER) / 4 * 4;
                bytes.truncate(HEADER + length);
                bytes[..2].copy_from_slice(&TYPES[method].to_be_bytes());
                bytes[2..4].copy_from_slice(&u16::try_from(length).unwrap().to_be_bytes());
                bytes[4..8].copy_from_slice(&0x2112_A442u32.to_be_bytes());
            }
            if let Some(mut incoming) = Incoming::parse(&bytes) {
                let _ = (incoming.username(), incoming.realm(), incoming.nonce(), incoming.lifetime());
                let _ = (incoming.channel(), incoming.requested_transport(), incoming.requested_family());
                let _ = (incoming.peers(), incoming.unknown(), incoming.verify(b"key"), incoming.take_data());
            }
        }

        /// A message with random attributes of the kinds that are read.
        #[test]
        fn any_attributes_are_survived(attributes in prop::collection::vec((0usize..12, prop::collection::vec(any::<u8>(), 0..24)), 0..8)) {
            const KINDS: [u16; 12] = [6, 8, 0xC, 0xD, 0x12, 0x13, 0x14, 0x15, 0x17, 0x19, 0x8028, 0x1A];
            let bytes = request(METHOD_ALLOCATE, |message| {
                for (kind, value) in &attributes {
                    message.add(AttrType(KINDS[*kind]), value);
                }
            });
            if let Some(mut incoming) = Incoming::parse(&bytes) {
                let _ = (incoming.username(), incoming.realm(), incoming.nonce(), incoming.lifetime());
                let _ = (incoming.channel(), incoming.requested_transport(), incoming.requested_family());
                let _ = (incoming.peers(), incoming.unknown(), incoming.verify(b"key"), incoming.take_data());
            }
        }
    }
}
