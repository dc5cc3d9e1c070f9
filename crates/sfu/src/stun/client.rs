//! Asking a STUN server where it sees us from.

use std::net::{IpAddr, SocketAddr};

use super::{
    BINDING_REQUEST, BINDING_SUCCESS, COOKIE, FINGERPRINT, FINGERPRINT_XOR, HEADER, MESSAGE_INTEGRITY,
    XOR_MAPPED_ADDRESS, be16, be32, crc32, set_length, write_fingerprint,
};

const MAPPED_ADDRESS: u16 = 0x0001;
const MESSAGE_INTEGRITY_SHA256: u16 = 0x001C;
/// Attributes below this must be understood (RFC 8489 §14).
const OPTIONAL: u16 = 0x8000;

/// The number of a question of ours; hard to guess, since it is all that proves an answer.
pub(crate) type TransactionId = [u8; 12];

/// Appends a binding request to a STUN server that is to say where it sees us from (RFC 8489 §6.1).
pub(crate) fn write_request(id: TransactionId, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&BINDING_REQUEST.to_be_bytes());
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(&COOKIE.to_be_bytes());
    out.extend_from_slice(&id);
    set_length(out, start, 8);
    write_fingerprint(start, out);
}

/// Whether it is a success response to a binding request.
pub(crate) fn is_success(message: &[u8]) -> bool {
    be16(message, 0) == Some(BINDING_SUCCESS)
}

/// Where the server sees us, from its success response to the request of this number (RFC 8489 §6.3.3): with
/// an attribute that must be understood and is not, it is none.
pub(crate) fn read_success(message: &[u8], id: TransactionId) -> Option<SocketAddr> {
    let header = message.get(..HEADER)?;
    let length = usize::from(be16(header, 2)?);
    if !is_success(header)
        || be32(header, 4)? != COOKIE
        || header[8..] != id
        || length != message.len() - HEADER
        || !length.is_multiple_of(4)
    {
        return None;
    }
    let (mut seen, mut at) = (None, HEADER);
    while at < message.len() {
        let kind = be16(message, at)?;
        let size = usize::from(be16(message, at + 2)?);
        let value = message.get(at + 4..at + 4 + size)?;
        match kind {
            // The first of a kind counts (RFC 8489 §14).
            XOR_MAPPED_ADDRESS if seen.is_none() => seen = Some(read_xor_address(value, &header[4..])?),
            XOR_MAPPED_ADDRESS | MAPPED_ADDRESS | MESSAGE_INTEGRITY | MESSAGE_INTEGRITY_SHA256 => {}
            FINGERPRINT => {
                let right = crc32(&message[..at]) ^ FINGERPRINT_XOR;
                if size != 4 || at + 8 != message.len() || be32(value, 0)? != right {
                    return None;
                }
            }
            _ if kind < OPTIONAL => return None,
            _ => {}
        }
        at += 4 + size.next_multiple_of(4);
    }
    seen
}

/// The address of an XOR-MAPPED-ADDRESS; `mask` is the cookie and the transaction id.
fn read_xor_address(value: &[u8], mask: &[u8]) -> Option<SocketAddr> {
    let port = be16(value, 2)? ^ 0x2112;
    let unmask = |index: usize| value[4 + index] ^ mask[index];
    let ip = match (value.get(1)?, value.len()) {
        (1, 8) => IpAddr::from(std::array::from_fn::<u8, 4, _>(unmask)),
        (2, 20) => IpAddr::from(std::array::from_fn::<u8, 16, _>(unmask)),
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// RFC 5769 §2.2: sample response over IPv4.
    const SAMPLE: &str = "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96";

    fn sample() -> (Vec<u8>, TransactionId) {
        let bytes: Vec<u8> = (0..SAMPLE.len() / 2)
            .map(|i| u8::from_str_radix(&SAMPLE[2 * i..2 * i + 2], 16).expect("hex"))
            .collect();
        let id = bytes[8..20].try_into().expect("twelve bytes");
        (bytes, id)
    }

    #[test]
    fn the_sample_of_rfc_5769_says_where_it_saw_us() {
        let (bytes, id) = sample();
        assert_eq!(read_success(&bytes, id), "192.0.2.1:32853".parse().ok());
        assert_eq!(read_success(&bytes, [0; 12]), None, "another question's answer");
    }

    #[test]
    fn a_cut_says_nothing_and_a_flipped_bit_nothing_else() {
        let (bytes, id) = sample();
        for length in 0..bytes.len() {
            assert_eq!(read_success(&bytes[..length], id), None);
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            // The one thing not covered by FINGERPRINT is that it is one.
            let said = read_success(&flipped, id);
            assert!(said.is_none() || said == read_success(&bytes, id), "bit {bit}");
        }
    }

    proptest! {
        #[test]
        fn any_attributes_are_survived(attributes in vec(any::<u8>(), 0..60), id in any::<TransactionId>()) {
            let mut message = BINDING_SUCCESS.to_be_bytes().to_vec();
            message.extend_from_slice(&(attributes.len() as u16).to_be_bytes());
            message.extend_from_slice(&COOKIE.to_be_bytes());
            message.extend_from_slice(&id);
            message.extend_from_slice(&attributes);
            let _ = read_success(&message, id);
        }

        #[test]
        fn an_address_written_is_the_address_read(ip in any::<[u8; 16]>(), port: u16, v6: bool, id: TransactionId) {
            let ip = if v6 { IpAddr::from(ip) } else { IpAddr::from([ip[0], ip[1], ip[2], ip[3]]) };
            let address = SocketAddr::new(ip.to_canonical(), port);
            let mut mask = COOKIE.to_be_bytes().to_vec();
            mask.extend_from_slice(&id);
            let mut attribute = Vec::new();
            super::super::write_xor_address(address, &mask, &mut attribute);
            prop_assert_eq!(read_xor_address(&attribute[4..], &mask), Some(address));
        }
    }
}
