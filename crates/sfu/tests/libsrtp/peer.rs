//! Debian's libsrtp, which browsers use too, as a process. A program in C of one page has the layout of its
//! structures from its own header, and needs no unsafe code here.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use sfu::core::{KeyingMaterial, Profile};

/// libsrtp with one session in each direction.
pub(crate) struct Peer {
    child: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// libsrtp's word for why it refuses.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) i32);

pub(crate) const AUTHENTICATION_FAILED: Status = Status(7);
pub(crate) const REPLAYED: Status = Status(9);

impl Peer {
    /// Compiled anew for every test, in a folder that Cargo gives it.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let program = folder.join(format!("libsrtp-{name}"));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/libsrtp/peer.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-std=gnu11", "-O1", "-Wall", "-Werror", "-o"]);
        let made = compiler.arg(&program).arg(source).arg("-lsrtp2").output();
        let made = made.expect("a C compiler; `make setup` installs one");
        let words = String::from_utf8_lossy(&made.stderr).into_owned();
        assert!(
            made.status.success(),
            "libsrtp2-dev is missing? `make setup` installs it: {words}"
        );
        let mut command = Command::new(program);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let asks = child.stdin.take().expect("piped");
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, asks, answers }
    }

    /// Begins anew as the DTLS client (or the server) of these keys.
    pub(crate) fn begin(&mut self, keys: &KeyingMaterial, client: bool) {
        let bits = match keys.profile() {
            Profile::AeadAes128Gcm => 128,
            Profile::AeadAes256Gcm => 256,
            // By the length of its tag.
            Profile::Aes128CmSha1 => 80,
        };
        let key = |client: bool| {
            let (key, salt) = keys.master(client);
            hex(&[key, salt].concat())
        };
        let answer = self.ask(&format!("k{bits} {} {}", key(client), key(!client)));
        assert_eq!(answer, Ok(Vec::new()));
    }

    pub(crate) fn seal_rtp(&mut self, packet: &[u8]) -> Result<Vec<u8>, Status> {
        self.ask(&format!("p{}", hex(packet)))
    }

    pub(crate) fn seal_rtcp(&mut self, packet: &[u8]) -> Result<Vec<u8>, Status> {
        self.ask(&format!("P{}", hex(packet)))
    }

    pub(crate) fn open_rtp(&mut self, packet: &[u8]) -> Result<Vec<u8>, Status> {
        self.ask(&format!("u{}", hex(packet)))
    }

    pub(crate) fn open_rtcp(&mut self, packet: &[u8]) -> Result<Vec<u8>, Status> {
        self.ask(&format!("U{}", hex(packet)))
    }

    fn ask(&mut self, line: &str) -> Result<Vec<u8>, Status> {
        writeln!(self.asks, "{line}").expect("it listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("it answers");
        match answer.trim().strip_prefix('!') {
            Some(status) => Err(Status(status.parse().expect("a number"))),
            None => Ok(bytes(answer.trim())),
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(out, "{byte:02x}").expect("a string takes all");
    }
    out
}

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    (0..hex.len()).step_by(2).map(byte).collect()
}
