//! What the server says: answers, and data from peers.

use super::CRYPTO;
use rtc_crypto::RTCCryptoProvider;
use rtc_stun::attributes::{
    ATTR_DATA, ATTR_LIFETIME, ATTR_NONCE, ATTR_REALM, ATTR_UNKNOWN_ATTRIBUTES, ATTR_XOR_PEER_ADDRESS,
    ATTR_XOR_RELAYED_ADDRESS, ATTR_XORMAPPED_ADDRESS, AttrType,
};
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{CLASS_INDICATION, METHOD_DATA, Message, MessageType, Setter, TransactionId};
use rtc_stun::xoraddr::XorMappedAddress;
use std::net::SocketAddr;

/// An answer in the making.
pub(crate) struct Reply(Message);

impl Reply {
    pub(super) fn new(kind: MessageType, transaction: TransactionId) -> Self {
        let mut message = Message::new();
        message.typ = kind;
        message.transaction_id = transaction;
        message.write_header();
        Self(message)
    }

    pub(super) fn with(mut self, attribute: &dyn Setter) -> Self {
        // All of ours fit; the library refuses what is too long.
        drop(attribute.add_to(&mut self.0));
        self
    }

    fn with_address(mut self, kind: AttrType, address: SocketAddr) -> Self {
        let attribute = XorMappedAddress {
            ip: address.ip(),
            port: address.port(),
        };
        drop(attribute.add_to_as(&mut self.0, kind));
        self
    }

    /// XOR-MAPPED-ADDRESS.
    pub(crate) fn mapped(self, address: SocketAddr) -> Self {
        self.with_address(ATTR_XORMAPPED_ADDRESS, address)
    }

    /// XOR-RELAYED-ADDRESS.
    pub(crate) fn relayed(self, address: SocketAddr) -> Self {
        self.with_address(ATTR_XOR_RELAYED_ADDRESS, address)
    }

    /// LIFETIME in seconds.
    pub(crate) fn lifetime(mut self, seconds: u32) -> Self {
        self.0.add(ATTR_LIFETIME, &seconds.to_be_bytes());
        self
    }

    /// REALM and NONCE, which ask for a credential.
    pub(crate) fn challenge(mut self, realm: &str, nonce: &str) -> Self {
        self.0.add(ATTR_REALM, realm.as_bytes());
        self.0.add(ATTR_NONCE, nonce.as_bytes());
        self
    }

    /// UNKNOWN-ATTRIBUTES.
    pub(crate) fn unknown(mut self, kinds: &[u16]) -> Self {
        let value: Vec<u8> = kinds.iter().flat_map(|kind| kind.to_be_bytes()).collect();
        self.0.add(ATTR_UNKNOWN_ATTRIBUTES, &value);
        self
    }

    /// The message, signed.
    pub(crate) fn signed(self, key: &[u8]) -> Vec<u8> {
        self.with(&MessageIntegrity::new_raw_integrity_with_provider(
            key,
            CRYPTO.crypto(),
        ))
        .plain()
    }

    /// The message, not signed.
    pub(crate) fn plain(self) -> Vec<u8> {
        self.0.raw
    }
}

/// A Data indication (RFC 8656 §11.6): what a peer without a channel sent.
pub(crate) fn data_indication(peer: SocketAddr, data: &[u8], transaction: [u8; 12]) -> Vec<u8> {
    let kind = MessageType::new(METHOD_DATA, CLASS_INDICATION);
    let mut reply = Reply::new(kind, TransactionId(transaction)).with_address(ATTR_XOR_PEER_ADDRESS, peer);
    reply.0.add(ATTR_DATA, data);
    reply.plain()
}
