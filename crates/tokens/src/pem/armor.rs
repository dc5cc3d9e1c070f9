//! The text around a key: `-----BEGIN …-----`. More patient than RFC 7468, because keys are pasted
//! from mails, environment files and forms that change line ends and indentation.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// One armoured block.
pub(super) struct Block {
    pub(super) label: String,
    pub(super) bytes: Option<Vec<u8>>,
}

/// The labels and contents of every block in a text, in order. The contents of private keys are not
/// decoded.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let text = text.replace("\\n", "\n").replace("\\r", "");
    let mut blocks = Vec::new();
    let mut rest = text.as_str();
    while let Some((label, body, after)) = next(rest) {
        let bytes = if label.contains("PRIVATE") {
            None
        } else {
            let packed: String = body.chars().filter(|c| !c.is_whitespace()).collect();
            STANDARD.decode(packed).ok()
        };
        blocks.push(Block {
            label: label.to_owned(),
            bytes,
        });
        rest = after;
    }
    blocks
}

fn next(text: &str) -> Option<(&str, &str, &str)> {
    let (_, after) = text.split_once("-----BEGIN ")?;
    let (label, after) = after.split_once("-----")?;
    let (body, after) = after.split_once(&format!("-----END {label}-----"))?;
    Some((label, body, after))
}

/// Armours a public key.
pub(super) fn public_key(der: &[u8]) -> String {
    let packed = STANDARD.encode(der);
    let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
    let mut rest = packed.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem.push_str("-----END PUBLIC KEY-----\n");
    pem
}
