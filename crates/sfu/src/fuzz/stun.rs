//! Connectivity checks, and answers to our own question.

use std::net::SocketAddr;

use crate::stun::{
    BINDING_REQUEST, BINDING_SUCCESS, BindingRequest, COOKIE, IntegrityKey, is_stun, is_success,
    read_success, set_length, write_fingerprint,
};

const ID: [u8; 12] = *b"transaction!";

/// Few inputs guess a checksum, so the same bytes are tried again as the attributes of a message that is whole.
pub(super) fn any(bytes: &[u8]) {
    request(bytes);
    success(bytes);
    request(&whole(BINDING_REQUEST, bytes));
    success(&whole(BINDING_SUCCESS, bytes));
}

fn whole(kind: u16, attributes: &[u8]) -> Vec<u8> {
    let attributes = &attributes[..attributes.len().min(2000) / 4 * 4];
    let mut out = kind.to_be_bytes().to_vec();
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(&COOKIE.to_be_bytes());
    out.extend_from_slice(&ID);
    out.extend_from_slice(attributes);
    set_length(&mut out, 0, 8);
    write_fingerprint(0, &mut out);
    out
}

/// A request names both sides within itself, is not authentic, and its answer says where it came from.
fn request(bytes: &[u8]) {
    let Some(request) = BindingRequest::parse(bytes) else {
        return;
    };
    assert!(is_stun(bytes) && !is_success(bytes));
    let names = request.local_ufrag.len() + request.remote_ufrag.len();
    assert!(names < bytes.len() && !request.local_ufrag.contains(':'));
    let key = IntegrityKey::new("a password that nobody guesses");
    assert!(!request.verify(&key));
    for from in ["192.0.2.1:4000", "[2001:db8::1]:4000"] {
        let from: SocketAddr = from.parse().expect("an address");
        let mut answer = Vec::new();
        request.write_success(from, &key, &mut answer);
        let id = bytes[8..20].try_into().expect("twelve bytes");
        assert_eq!(read_success(&answer, id), Some(from));
        assert!(answer.len() <= bytes.len() + 40, "nobody is flooded through us");
    }
}

fn success(bytes: &[u8]) {
    if read_success(bytes, ID).is_some() {
        assert!(is_success(bytes) && bytes[8..20] == ID);
    }
}
